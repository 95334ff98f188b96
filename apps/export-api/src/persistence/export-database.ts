import { migrateServiceDatabase, type ServiceDatabaseOptions } from '@hub/outbox';
import { ExportEntity } from './export.entity.js';
import { Exports0001 } from './migrations/0001-exports.js';
import { Exports0002 } from './migrations/0002-deltas-and-joining.js';

export const schema = 'export_api';

export const exportDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  entities: [ExportEntity],
  migrations: [Exports0001, Exports0002],
});

export const migrate = (databaseUrl: string): Promise<void> => migrateServiceDatabase(exportDatabase(databaseUrl));
