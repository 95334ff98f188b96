import { busSettings } from '@hub/event-bus';
import { z } from 'zod';

export const exportApiSettings = z.object({
  ...busSettings.shape,
  PORT: z.coerce.number().int().default(3001),
  DATABASE_URL: z.url(),
  /** Origin of storage-router inside the installation, without a slash at the end. */
  STORAGE_ROUTER_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  INTERNAL_TOKEN: z.string().min(16),
  /** Seconds a download link works. */
  LINK_SECONDS: z.coerce
    .number()
    .int()
    .positive()
    .max(7 * 24 * 3600)
    .default(3600),
  /** Milliseconds that counting what an export would hold may take. */
  PREVIEW_TIMEOUT_MS: z.coerce.number().int().positive().default(20_000),
  LOG_LEVEL: z.string().default('info'),
});
export type ExportApiSettings = z.output<typeof exportApiSettings>;
