import { badRequest } from '@hub/failures';
import { z } from 'zod';
import type { ConnectionInput, Spelling } from '../connections/connection-input.js';
import type { NewStorage } from '../connections/create-storage.js';
import { keyFileOf, objectOf } from './google-key-file.js';
import { storageNameSchema } from './storage.requests.js';

/** Both forms of the public contract, and what we add to them. Unknown fields are dropped. */
const bodySchema = z.object({
  name: storageNameSchema,
  provider: z.string().nullish(),
  type: z.string().nullish(),
  publicKey: z.string().nullish(),
  privateKey: z.string().nullish(),
  region: z.string().nullish(),
  credentials: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  endpoint: z.string().nullish(),
  pathStyle: z.boolean().nullish(),
  checksums: z.string().nullish(),
  roleArn: z.string().nullish(),
});
type Body = z.output<typeof bodySchema>;

const providers: Readonly<Record<string, 'aws' | 'gcp' | 'azure'>> = {
  aws: 'aws',
  gcp: 'gcp',
  gcs: 'gcp',
  azure: 'azure',
};
/** The default of the SDK. */
const defaultRegion = 'eu-central-1';

export interface V2Storage extends NewStorage {
  readonly spelling: Spelling;
}

/**
 * A storage as the SDK sends it (`provider`, `publicKey`, `privateKey`, `credentials`) or the REST reference describes it
 * (`type`, `credentials: {accessKeyId, secretAccessKey}`, `privateKey`). Throws ZodError or Failure `bad-request`; neither
 * repeats a secret.
 */
export function readV2Storage(input: unknown): V2Storage {
  const body = bodySchema.parse(input ?? {});
  const field = body.provider == null && body.type != null ? 'type' : 'provider';
  const given = body[field] ?? undefined;
  const provider = providers[given?.toLowerCase() ?? ''];
  if (provider === undefined || provider === 'azure')
    throw badRequest(provider ? 'Azure storages are not supported' : `Invalid ${field}`, {
      field,
      value: given,
      expected: field === 'type' ? 'aws or gcs' : 'AWS or GCP',
    });
  const nested = objectOf(body.credentials);
  const fromReference = nested?.['accessKeyId'] != null || nested?.['secretAccessKey'] != null;
  const keys = {
    accessKeyId: fromReference ? nested['accessKeyId'] : orAbsent(body.publicKey),
    secretAccessKey: fromReference ? nested['secretAccessKey'] : orAbsent(body.privateKey),
  };
  const spelled: Readonly<Record<string, string>> = fromReference
    ? { accessKeyId: 'credentials.accessKeyId', secretAccessKey: 'credentials.secretAccessKey' }
    : { accessKeyId: 'publicKey', secretAccessKey: 'privateKey' };
  return {
    name: body.name,
    connection: provider === 'aws' ? ofAws(body, keys) : (keyFileOf(body) ?? { kind: 'gcs-hmac', ...keys }),
    spelling: (name) =>
      spelled[name] ?? (provider === 'gcp' && /^(clientEmail|privateKey)$/.test(name) ? 'credentials' : name),
  };
}

function ofAws(body: Body, keys: ConnectionInput): ConnectionInput {
  const region = body.region || defaultRegion;
  if (body.roleArn) return { kind: 'aws-role', region, roleArn: body.roleArn };
  if (!body.endpoint) return { kind: 'aws-keys', region, ...keys };
  const { endpoint, pathStyle, checksums } = body;
  return {
    kind: 's3-compatible',
    endpoint,
    region,
    ...keys,
    ...(pathStyle != null && { pathStyle }),
    ...(checksums != null && { checksums }),
  };
}

const orAbsent = (text: string | null | undefined): string | undefined => text || undefined;
