import { busSettings } from '@hub/event-bus';
import { guardSettings } from '@hub/guarded-agent';
import { bucketSettings } from '@hub/object-storage';
import { keyRingSetting } from '@hub/sealing';
import { z } from 'zod';

/** Signatures live seven days at most. */
const seconds = (byDefault: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 3600)
    .default(byDefault);
const hours = (byDefault: number) => z.coerce.number().nonnegative().default(byDefault);

export const storageRouterSettings = z
  .object({
    ...busSettings.shape,
    ...bucketSettings.shape,
    ...guardSettings.shape,
    PORT: z.coerce.number().int().default(3003),
    DATABASE_URL: z.url(),
    /** Origin the users see. */
    PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
    LINK_SECRET: z.string().min(16),
    INTERNAL_TOKEN: z.string().min(16),
    /** Keys that seal customers' credentials: `id:base64-of-32-bytes[,id2:…]`. The first one seals, all of them open. */
    STORAGE_KEYS: keyRingSetting,
    /** ARN of our own AWS identity, which customers' roles have to trust. Empty: no roles on this installation. */
    AWS_ROLE_PRINCIPAL: z
      .string()
      .regex(
        /^(arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+))?$/,
        'arn:aws:iam::<account>:<root, user/… or role/…>',
      )
      .default(''),
    /** Keys of that identity; absent: the AWS SDK's chain (environment, profile, machine role). */
    AWS_ROLE_ACCESS_KEY_ID: z.string().optional(),
    AWS_ROLE_SECRET_ACCESS_KEY: z.string().optional(),
    /** Private partitions and tests; absent: the clouds' own addresses. */
    CUSTOMERS_STS_ENDPOINT: z.url().optional(),
    CUSTOMERS_AWS_ENDPOINT: z.url().optional(),
    CUSTOMERS_GCS_ENDPOINT: z.url().optional(),
    /** Size of an upload's parts, unless the store wants larger ones or the archive would need more than the store takes. */
    DELIVERY_PART_MIB: z.coerce.number().int().min(1).max(16).default(8),
    /** Parts per slice: about a quarter of a second of work. */
    DELIVERY_SLICE_PARTS: z.coerce.number().int().min(1).max(64).default(4),
    /** Longest pause before a slice is tried again, doubled each time up to a minute; each pause is a random part of it. */
    DELIVERY_BACKOFF_MS: z.coerce.number().int().min(1).default(1000),
    /** A destination that is throttled, down or out of reach is asked again for so long; then the delivery fails, and may be retried. */
    DELIVERY_PATIENCE_MINUTES: z.coerce.number().nonnegative().default(30),
    /** A call to a destination without an answer for so long has failed: longer than a part takes on a slow line. */
    DELIVERY_CALL_SECONDS: z.coerce.number().positive().default(300),
    /** Seconds a direct link works, and may work at most when somebody asks: nobody can take it back. */
    LINK_SECONDS: seconds(900),
    LINK_MAX_SECONDS: seconds(3600),
    /** Days a ticket works, and may work at most: our redirect, signed anew on each use, revocable. */
    TICKET_DAYS: z.coerce.number().positive().max(365).default(7),
    TICKET_MAX_DAYS: z.coerce.number().positive().max(365).default(90),
    /** The audit keeps an entry so long after the end of its link; 0 keeps it for ever. */
    LINK_AUDIT_DAYS: z.coerce.number().nonnegative().default(365),
    /** Whether the audit keeps the address a client called from. */
    LINK_AUDIT_ADDRESSES: z.stringbool().default(true),
    /** Proxies of ours between us and the clients: so many of the last entries of X-Forwarded-For are believed. */
    PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
    /** Delivered artifacts in the default bucket are removed after so long; 0 keeps them. Those in customers' buckets stay. */
    ARTIFACT_RETENTION_DAYS: z.coerce.number().nonnegative().default(0),
    /** Staged bytes of completed and cancelled exports are removed after so long. */
    STAGING_RETENTION_HOURS: hours(24),
    /** Those of failed exports, which may be retried. */
    FAILED_STAGING_RETENTION_HOURS: hours(7 * 24),
    /** Unfinished uploads that no delivery needs any more are aborted after so long. */
    UPLOAD_RETENTION_HOURS: hours(24),
    /** Largest file that a plugin, or somebody, may upload. */
    PLUGIN_RESULT_MAX_MIB: z.coerce
      .number()
      .int()
      .min(1)
      .default(10 * 1024),
    /** Longest that one upload may take. */
    PLUGIN_UPLOAD_MINUTES: z.coerce.number().positive().default(60),
    /** Uploads that one process receives at a time, some 50 MiB of memory each; others wait. */
    PLUGIN_UPLOADS_AT_ONCE: z.coerce.number().int().min(1).default(8),
    /** Uploaded results of plugins, and places that nothing came to, are removed after so long. */
    PLUGIN_RESULT_RETENTION_HOURS: hours(7 * 24),
    LOG_LEVEL: z.string().default('info'),
  })
  .refine((settings) => !settings.AWS_ROLE_ACCESS_KEY_ID === !settings.AWS_ROLE_SECRET_ACCESS_KEY, {
    path: ['AWS_ROLE_SECRET_ACCESS_KEY'],
    message: 'goes together with AWS_ROLE_ACCESS_KEY_ID',
  });
export type StorageRouterSettings = z.output<typeof storageRouterSettings>;
