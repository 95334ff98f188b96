import { busSettings } from '@hub/event-bus';
import { bucketSettings } from '@hub/object-storage';
import { z } from 'zod';
import { KeyRing } from './sealing/key-ring.js';

const hours = (byDefault: number) => z.coerce.number().nonnegative().default(byDefault);

/** `KeyRing.parse`, and its words when it does not fit. */
const keyRing = z.string().transform((text, context): KeyRing => {
  try {
    return KeyRing.parse(text);
  } catch (error) {
    // the text is left out: it holds keys
    context.issues.push({ code: 'custom', message: error instanceof Error ? error.message : 'unusable', input: null });
    return z.NEVER;
  }
});

export const storageRouterSettings = z.object({
  ...busSettings.shape,
  ...bucketSettings.shape,
  PORT: z.coerce.number().int().default(3003),
  DATABASE_URL: z.url(),
  /** Origin the users see. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  LINK_SECRET: z.string().min(16),
  INTERNAL_TOKEN: z.string().min(16),
  /** Keys that seal customers' credentials: `id:base64-of-32-bytes[,id2:…]`. The first one seals, all of them open. */
  STORAGE_KEYS: keyRing,
  /** Size of an upload's parts, unless the store wants larger ones or the archive would need more than the store takes. */
  DELIVERY_PART_MIB: z.coerce.number().int().min(1).max(16).default(8),
  /** Parts per slice: about a quarter of a second of work. */
  DELIVERY_SLICE_PARTS: z.coerce.number().int().min(1).max(64).default(4),
  /** Pause before a slice is tried again, doubled each time. */
  DELIVERY_BACKOFF_MS: z.coerce.number().int().min(1).default(1000),
  /** Delivered artifacts are removed after so long; 0 keeps them. */
  ARTIFACT_RETENTION_DAYS: z.coerce.number().nonnegative().default(0),
  /** Staged bytes of completed and cancelled exports are removed after so long. */
  STAGING_RETENTION_HOURS: hours(24),
  /** Those of failed exports, which may be retried. */
  FAILED_STAGING_RETENTION_HOURS: hours(7 * 24),
  /** Unfinished uploads that no delivery needs any more are aborted after so long. */
  UPLOAD_RETENTION_HOURS: hours(24),
  LOG_LEVEL: z.string().default('info'),
});
export type StorageRouterSettings = z.output<typeof storageRouterSettings>;
