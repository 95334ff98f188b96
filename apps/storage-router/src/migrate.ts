import { runMigration } from '@hub/service-defaults';
import { storageRouter } from './storage-router.module.js';

runMigration(storageRouter.migrate);
