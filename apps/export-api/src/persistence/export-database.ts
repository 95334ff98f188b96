import { migrateServiceDatabase, type ServiceDatabaseOptions } from '@hub/outbox';
import { ContinuousDeliveryEntity } from './continuous-delivery.entity.js';
import { ExportEntity } from './export.entity.js';
import { Exports0001 } from './migrations/0001-exports.js';
import { Exports0002 } from './migrations/0002-deltas-and-joining.js';
import { Exports0003 } from './migrations/0003-previews.js';
import { Exports0004 } from './migrations/0004-destinations.js';
import { Exports0005 } from './migrations/0005-continuous-deliveries.js';
import { Exports0006 } from './migrations/0006-history-retention.js';
import { Exports0007 } from './migrations/0007-plugins.js';

export const schema = 'export_api';

export const exportDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  entities: [ExportEntity, ContinuousDeliveryEntity],
  migrations: [Exports0001, Exports0002, Exports0003, Exports0004, Exports0005, Exports0006, Exports0007],
});

export const migrate = (databaseUrl: string): Promise<void> => migrateServiceDatabase(exportDatabase(databaseUrl));
