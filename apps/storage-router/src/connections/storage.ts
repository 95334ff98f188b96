import type { Connection, ConnectionKind } from '@hub/object-storage';

/** What people may see of a connection: everything but its secrets. */
export interface PublicSettings {
  readonly kind: ConnectionKind;
  readonly region?: string;
  readonly endpoint?: string;
  readonly pathStyle?: boolean;
  readonly checksums?: 'crc32c' | 'none';
  readonly roleArn?: string;
  /** Of `aws-role`: belongs into the role's trust policy. */
  readonly externalId?: string;
  readonly clientEmail?: string;
  /** Begin and end of the access key id, to tell keys apart. */
  readonly accessKeyHint?: string;
}

/** A storage of an organization: how buckets of one account are reached. */
export interface Storage {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly settings: PublicSettings;
  /** The Connection as JSON, sealed for this row. */
  readonly sealedConnection: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** Whom a sealed connection belongs to: it opens in no other row, and not for another organization. */
export const sealedFor = ({ id, organizationId }: Pick<Storage, 'id' | 'organizationId'>): string =>
  `storages/${organizationId}/${id}`;

export function publicSettings(connection: Connection): PublicSettings {
  switch (connection.kind) {
    case 'aws-role': {
      const { kind, region, roleArn, externalId } = connection;
      return { kind, region, roleArn, externalId };
    }
    case 'aws-keys':
      return { kind: connection.kind, region: connection.region, accessKeyHint: hint(connection.accessKeyId) };
    case 's3-compatible': {
      const { kind, endpoint, region, pathStyle, checksums, accessKeyId } = connection;
      return { kind, endpoint, region, pathStyle, checksums, accessKeyHint: hint(accessKeyId) };
    }
    case 'gcs-service-account':
      return { kind: connection.kind, clientEmail: connection.clientEmail };
    case 'gcs-hmac':
      return { kind: connection.kind, accessKeyHint: hint(connection.accessKeyId) };
  }
}

/** `AKIA…MPLE`; of short ones, which may be a name or half a password, the first letter. */
const hint = (accessKeyId: string): string =>
  accessKeyId.length < 16 ? `${accessKeyId.slice(0, 1)}…` : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
