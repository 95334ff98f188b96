import { runMigration } from '@hub/service-defaults';
import { exportApi } from './export-api.module.js';

runMigration(exportApi.migrate);
