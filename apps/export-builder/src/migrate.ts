import { loadSettings } from '@hub/service-defaults';
import { z } from 'zod';
import { exportBuilder } from './export-builder.module.js';

void exportBuilder.migrate(loadSettings(z.object({ DATABASE_URL: z.url() })).DATABASE_URL);
