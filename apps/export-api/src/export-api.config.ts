import { busSettings } from '@hub/event-bus';
import { z } from 'zod';

export const exportApiSettings = z.object({
  ...busSettings.shape,
  PORT: z.coerce.number().int().default(3001),
  DATABASE_URL: z.url(),
  /** Origin of storage-router inside the installation, without a slash at the end. */
  STORAGE_ROUTER_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  INTERNAL_TOKEN: z.string().min(16),
  /** Proxies of ours between us and the clients: so many of the last entries of X-Forwarded-For are believed. */
  PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  /** Ended exports leave the history after so long, those with a file in the default bucket not before that file; 0 keeps them. */
  HISTORY_RETENTION_DAYS: z.coerce.number().nonnegative().default(0),
  /** As storage-router's: what was built of failed exports is kept so long for a retry. */
  FAILED_STAGING_RETENTION_HOURS: z.coerce
    .number()
    .nonnegative()
    .default(7 * 24),
  /** Milliseconds that counting what an export would hold may take. */
  PREVIEW_TIMEOUT_MS: z.coerce.number().int().positive().default(20_000),
  /** Seconds between two looks at what waits for a continuous delivery that counts tasks or whose interval is over. */
  CONTINUOUS_LOOK_SECONDS: z.coerce.number().positive().max(3600).default(10),
  /** `off`: this process leaves continuous deliveries to others. */
  CONTINUOUS_DELIVERIES: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.string().default('info'),
});
export type ExportApiSettings = z.output<typeof exportApiSettings>;
