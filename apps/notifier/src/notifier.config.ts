import { busSettings } from '@hub/event-bus';
import { z } from 'zod';

export const notifierSettings = z.object({
  ...busSettings.shape,
  PORT: z.coerce.number().int().default(3005),
  DATABASE_URL: z.url(),
  PUBLIC_URL: z.url(),
  STORAGE_ROUTER_URL: z.url(),
  INTERNAL_TOKEN: z.string().min(16),
  SMTP_HOST: z.string(),
  SMTP_PORT: z.coerce.number().int(),
  /** Both or neither. */
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_TLS: z.enum(['off', 'starttls', 'tls']).default('off'),
  MAIL_FROM: z.string().default('Hub Exports <exports@hub.example>'),
  /** Milliseconds between two looks for mails that are due again; a new one is sent at once. */
  MAIL_POLL_MS: z.coerce.number().int().positive().default(5_000),
  LOG_LEVEL: z.string().default('info'),
});
export type NotifierSettings = z.output<typeof notifierSettings>;
export const NOTIFIER_SETTINGS = Symbol('NotifierSettings');
