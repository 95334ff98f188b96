import { z } from 'zod';
import { operatorSettings } from './start/operator-settings.js';

type OperatorSetting = (typeof operatorSettings)[number];
const handedOn = Object.fromEntries(operatorSettings.map((name) => [name, z.string().optional()])) as Record<
  OperatorSetting,
  z.ZodOptional<z.ZodString>
>;

/** Settings of `npm start`. Everything else is decided by the embedded parts. */
export const allInOneSettings = z.object({
  ...handedOn,
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  /** The address to listen on: this machine only, because the demo's keys are printed. */
  HOST: z.string().default('127.0.0.1'),
  /** Everything that is kept lies here: database, buckets, mails, demo.json. */
  HUB_DATA_DIR: z.string().default('.hub-data'),
  /** The origin people see; default http://localhost:PORT. */
  PUBLIC_URL: z.url().optional(),
  /** Private addresses that customers' stores may have, e.g. `127.0.0.1` to try a store on this machine: libs/guarded-agent. */
  OUTBOUND_ALLOW: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
});
export type AllInOneSettings = z.output<typeof allInOneSettings>;
