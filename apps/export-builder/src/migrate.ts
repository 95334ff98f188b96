import { runMigration } from '@hub/service-defaults';
import { exportBuilder } from './export-builder.module.js';

runMigration(exportBuilder.migrate);
