import { loadSettings } from '@hub/service-defaults';
import { z } from 'zod';
import { pluginConverter } from './plugin-converter.module.js';

void pluginConverter.migrate(loadSettings(z.object({ DATABASE_URL: z.url() })).DATABASE_URL);
