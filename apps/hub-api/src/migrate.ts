import { loadSettings } from '@hub/service-defaults';
import { hubApi } from './hub-api.module.js';

void hubApi.migrate(loadSettings(hubApi.settings).DATABASE_URL);
