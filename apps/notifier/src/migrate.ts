import { runMigration } from '@hub/service-defaults';
import { notifier } from './notifier.module.js';

runMigration(notifier.migrate);
