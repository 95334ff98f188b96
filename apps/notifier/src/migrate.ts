import { loadSettings } from '@hub/service-defaults';
import { z } from 'zod';
import { notifier } from './notifier.module.js';

void notifier.migrate(loadSettings(z.object({ DATABASE_URL: z.url() })).DATABASE_URL);
