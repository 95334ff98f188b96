import { z } from 'zod';
import { expectedPrivateKey, isPrivateKey } from '../gcs/gcs-settings.js';

/** Goes into the host name of the store, so nothing but a name. */
export const regionSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/, 'a region name such as eu-central-1');

const secret = z.string().min(1).max(8192);

/** IAM user. Source: IAM, "Manage access keys". */
const awsKeysSchema = z.object({
  kind: z.literal('aws-keys'),
  region: regionSchema,
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/, 'an access key id such as AKIAIOSFODNN7EXAMPLE'),
  secretAccessKey: secret,
});

/** A role of the customer that we assume with our own identity. Source: IAM, "Access to AWS accounts owned by third parties". */
const awsRoleSchema = z.object({
  kind: z.literal('aws-role'),
  region: regionSchema,
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'arn:aws:iam::<account>:role/<name>'),
  /** Made by us, one per organization: a role that names it cannot be borrowed by another customer of ours. */
  externalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/),
});

/** Any store that speaks S3. */
const s3CompatibleSchema = z.object({
  kind: z.literal('s3-compatible'),
  endpoint: z.url({ protocol: /^https?$/ }),
  region: regionSchema.default('us-east-1'),
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: secret,
  pathStyle: z.boolean().default(true),
  /** `crc32c` lets the store check every part and the whole object; `none` for stores that refuse it. */
  checksums: z.enum(['crc32c', 'none']).default('crc32c'),
});

/** Only these two fields of the key file: others name files and addresses to fetch. Source: Google, "externally sourced credentials". */
const gcsServiceAccountSchema = z.object({
  kind: z.literal('gcs-service-account'),
  clientEmail: z.email(),
  privateKey: secret
    .regex(/^-----BEGIN (RSA )?PRIVATE KEY-----/, 'a private key in PEM form')
    .refine(isPrivateKey, expectedPrivateKey),
});

/** HMAC key of a service account: GCS then speaks S3's language. Source: Cloud Storage, "Interoperability". */
const gcsHmacSchema = z.object({
  kind: z.literal('gcs-hmac'),
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: secret,
});

/** How a bucket of somebody else is reached. Holds secrets: never logged, never put into an event, sealed where it is kept. */
export const connectionSchema = z.discriminatedUnion('kind', [
  awsKeysSchema,
  awsRoleSchema,
  s3CompatibleSchema,
  gcsServiceAccountSchema,
  gcsHmacSchema,
]);
export type Connection = z.output<typeof connectionSchema>;
export type ConnectionKind = Connection['kind'];
export type ConnectionOf<Kind extends ConnectionKind> = Extract<Connection, { kind: Kind }>;
