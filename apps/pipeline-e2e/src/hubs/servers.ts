import { z } from 'zod';

/** The servers a system runs on: what `native-servers.sh env` prints, or the same of other servers. */
export const serversSchema = z.object({
  KAFKA_BROKERS: z.string(),
  S3_ENDPOINT: z.string(),
  S3_ACCESS_KEY_ID: z.string(),
  S3_SECRET_ACCESS_KEY: z.string(),
  S3_REGION: z.string(),
  S3_FORCE_PATH_STYLE: z.string().default('true'),
  SMTP_HOST: z.string(),
  SMTP_PORT: z.string(),
  MAIL_API: z.string(),
});
