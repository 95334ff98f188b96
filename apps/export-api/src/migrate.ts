import { loadSettings } from '@hub/service-defaults';
import { z } from 'zod';
import { exportApi } from './export-api.module.js';

void exportApi.migrate(loadSettings(z.object({ DATABASE_URL: z.url() })).DATABASE_URL);
