import type { ServiceDatabaseOptions } from '@hub/outbox';
import { Conversions0001 } from './migrations/0001-conversions.js';
import { Conversions0002 } from './migrations/0002-conversion-pace.js';
import { Conversions0003 } from './migrations/0003-conversion-patience.js';
import { FileNames0004 } from './migrations/0004-file-names.js';
import { Plugins0005 } from './migrations/0005-plugins.js';

export const schema = 'plugin_converter';

export const pluginConverterDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  migrations: [Conversions0001, Conversions0002, Conversions0003, FileNames0004, Plugins0005],
});
