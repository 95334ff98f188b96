import { migrateServiceDatabase, type ServiceDatabaseOptions } from '@hub/outbox';
import { ExportEntity } from './export.entity.js';
import { Exports0001 } from './migrations/0001-exports.js';

export const schema = 'export_api';

export const exportDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  entities: [ExportEntity],
  migrations: [Exports0001],
});

export const migrate = (databaseUrl: string): Promise<void> => migrateServiceDatabase(exportDatabase(databaseUrl));
