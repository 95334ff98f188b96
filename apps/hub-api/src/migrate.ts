import { runMigration } from '@hub/service-defaults';
import { hubApi } from './hub-api.module.js';

runMigration(hubApi.migrate);
