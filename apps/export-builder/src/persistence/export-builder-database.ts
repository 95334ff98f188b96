import type { ServiceDatabaseOptions } from '@hub/outbox';
import { Builds0001 } from './migrations/0001-builds.js';
import { BuildProgress0002 } from './migrations/0002-build-progress.js';
import { BuildPatience0003 } from './migrations/0003-build-patience.js';

export const schema = 'export_builder';

export const exportBuilderDatabase = (url: string): ServiceDatabaseOptions => ({
  url,
  schema,
  migrations: [Builds0001, BuildProgress0002, BuildPatience0003],
});
