import { busSettings } from '@hub/event-bus';
import { bucketSettings } from '@hub/object-storage';
import { z } from 'zod';

export const pluginConverterSettings = z.object({
  ...busSettings.shape,
  ...bucketSettings.shape,
  PORT: z.coerce.number().int().default(3004),
  DATABASE_URL: z.url(),
  LOG_LEVEL: z.string().default('info'),
});
export type PluginConverterSettings = z.output<typeof pluginConverterSettings>;
