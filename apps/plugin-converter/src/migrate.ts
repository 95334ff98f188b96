import { runMigration } from '@hub/service-defaults';
import { pluginConverter } from './plugin-converter.module.js';

runMigration(pluginConverter.migrate);
