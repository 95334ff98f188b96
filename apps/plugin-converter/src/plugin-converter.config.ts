import { busSettings } from '@hub/event-bus';
import { guardSettings } from '@hub/guarded-agent';
import { bucketSettings } from '@hub/object-storage';
import { keyRingSetting } from '@hub/sealing';
import { z } from 'zod';

const seconds = (byDefault: number) => z.coerce.number().positive().default(byDefault);

export const pluginConverterSettings = z.object({
  ...busSettings.shape,
  ...bucketSettings.shape,
  ...guardSettings.shape,
  PORT: z.coerce.number().int().default(3004),
  DATABASE_URL: z.url(),
  LOG_LEVEL: z.string().default('info'),
  STORAGE_ROUTER_URL: z.url(),
  INTERNAL_TOKEN: z.string().min(16),
  /** Keys that seal the secrets of plugins: `id:base64-of-32-bytes[,id2:…]`. The first one seals, all of them open. */
  PLUGIN_KEYS: keyRingSetting,
  /** Until a connection of the plugin takes a run. */
  PLUGIN_WAIT_SECONDS: seconds(60),
  /** How long a run may take. */
  PLUGIN_RUN_SECONDS: seconds(6 * 3600),
  /** How long a plugin may be silent in a run: it logs, answers, or is given up. */
  PLUGIN_SILENCE_SECONDS: seconds(2 * 3600),
  /** How long a run goes on without the connection that took it. */
  PLUGIN_GONE_SECONDS: seconds(120),
});
export type PluginConverterSettings = z.output<typeof pluginConverterSettings>;
