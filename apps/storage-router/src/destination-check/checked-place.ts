import type { ConnectionKind } from '@hub/object-storage';

/** The destination under check, as far as people may see it: it fills sentences, policies and commands. No secrets. */
export interface CheckedPlace {
  readonly kind: ConnectionKind;
  readonly storageName: string;
  readonly bucket: string;
  /** The part of the path before its first placeholder: what permissions are given for. Empty: the whole bucket. */
  readonly folder: string;
  /** Whose pages read the links: scheme, host and port. */
  readonly origin: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Who we are for AWS, where the operator has said it. */
  readonly principal?: string;
  /** The service account. */
  readonly clientEmail?: string;
}

export const speaksAws = ({ kind }: CheckedPlace): boolean => kind === 'aws-keys' || kind === 'aws-role';
export const speaksGoogle = ({ kind }: CheckedPlace): boolean => kind === 'gcs-service-account' || kind === 'gcs-hmac';
