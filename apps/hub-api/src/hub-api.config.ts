import { z } from 'zod';

export const hubApiSettings = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  DATABASE_URL: z.string().min(1),
  /** Origin the users see, without a trailing slash. */
  PUBLIC_URL: z.url().default('http://localhost:3000'),
  LOG_LEVEL: z.string().default('info'),
  /** Sign-in attempts a minute, per address and e-mail. */
  SIGN_IN_LIMIT: z.coerce.number().int().min(1).default(10),
});
export type HubApiSettings = z.output<typeof hubApiSettings>;
export const HUB_API_SETTINGS = Symbol('HubApiSettings');
