import { z } from 'zod';

/** Where objects live. Spread into a service's settings schema: `z.object({ ...bucketSettings.shape, … })`. */
export const bucketSettings = z.object({
  BUCKETS: z.enum(['folder', 's3', 'gcs']).default('folder'),
  /** folder: one folder below it per bucket. */
  BUCKETS_FOLDER: z.string().min(1).default('./buckets'),
  /** s3: empty for AWS itself. */
  S3_ENDPOINT: z.url().optional(),
  /** s3: the endpoint as the users' browsers reach it, where that is another one. Links are signed for it. */
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: z.stringbool().default(false),
  /** s3: `crc32c` lets the store check every part and the whole object; `none` for stores that refuse it. */
  S3_CHECKSUMS: z.enum(['crc32c', 'none']).default('crc32c'),
  /** gcs: the service account; both are needed. */
  GCS_CLIENT_EMAIL: z.email().optional(),
  /** gcs: PEM; line ends may be written as `\n`. */
  GCS_PRIVATE_KEY: z.string().optional(),
  /** gcs: empty for Google itself. */
  GCS_ENDPOINT: z.url().optional(),
  /** Also for customers' stores: ms of silence after which a call has failed. */
  STORE_SILENCE_MS: z.coerce.number().int().min(100).default(60_000),
  STAGING_BUCKET: z.string().min(1).default('staging'),
  DEFAULT_BUCKET: z.string().min(1).default('exports'),
  /** Both are needed where links to folder buckets are signed. */
  PUBLIC_URL: z.url().optional(),
  LINK_SECRET: z.string().min(16).optional(),
});
export type BucketSettings = z.output<typeof bucketSettings>;
