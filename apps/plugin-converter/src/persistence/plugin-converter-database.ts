import type { ServiceDatabaseOptions } from '@hub/outbox';
import { Conversions0001 } from './migrations/0001-conversions.js';

export const schema = 'plugin_converter';

export const pluginConverterDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  migrations: [Conversions0001],
});
