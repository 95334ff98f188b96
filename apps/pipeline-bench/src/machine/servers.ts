import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Program } from './program.js';

type Environment = Readonly<Record<string, string | undefined>>;

const s3Schema = z.object({
  S3_ENDPOINT: z.url(),
  S3_ACCESS_KEY_ID: z.string(),
  S3_SECRET_ACCESS_KEY: z.string(),
  S3_REGION: z.string().default('us-east-1'),
  S3_FORCE_PATH_STYLE: z.string().default('true'),
});
const kafkaSchema = z.object({ KAFKA_BROKERS: z.string().min(1) });
const mailSchema = z.object({ SMTP_HOST: z.string(), SMTP_PORT: z.string() });

export type ServerSettings = Record<string, string>;

/** The S3 server that the environment names (`native-servers.sh env`); null when it names none. */
export const s3Server = (environment: Environment): ServerSettings | null =>
  s3Schema.safeParse(environment).data ?? null;

/** Kafka, S3 and SMTP, or null when one of them is missing. */
export function productionServers(environment: Environment): ServerSettings | null {
  const servers = z.object({ ...s3Schema.shape, ...kafkaSchema.shape, ...mailSchema.shape });
  return servers.safeParse(environment).data ?? null;
}

/** Settings of services with two new buckets on an S3 server. */
export function makeBuckets(s3: ServerSettings): ServerSettings {
  const run = randomBytes(4).toString('hex');
  const settings = {
    ...s3,
    BUCKETS: 's3',
    STAGING_BUCKET: `bench-staging-${run}`,
    DEFAULT_BUCKET: `bench-exports-${run}`,
  };
  Program.run('libs/object-storage/dist/s3/create-buckets.js', settings);
  return settings;
}
