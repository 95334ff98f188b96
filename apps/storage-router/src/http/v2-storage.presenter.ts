import type { Storage } from '../connections/storage.js';

/** A storage in the public contract's words. `publicKey` tells keys apart; `privateKey` and `credentials` never go out. */
export const presentStorage = ({ settings, ...storage }: Storage): Record<string, unknown> => {
  const google = settings.kind.startsWith('gcs');
  return {
    _id: storage.id,
    name: storage.name,
    provider: google ? 'GCP' : 'AWS',
    type: google ? 'gcs' : 'aws',
    organization: storage.organizationId,
    region: settings.region ?? null,
    publicKey: settings.accessKeyHint ?? settings.clientEmail ?? null,
    ...(settings.kind === 's3-compatible' && {
      endpoint: settings.endpoint,
      pathStyle: settings.pathStyle,
      checksums: settings.checksums,
    }),
    ...(settings.kind === 'aws-role' && { roleArn: settings.roleArn, externalId: settings.externalId }),
    createdAt: storage.createdAt.toISOString(),
    createdBy: storage.createdBy,
    updatedAt: storage.updatedAt.toISOString(),
  };
};
