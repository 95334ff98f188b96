import { loadSettings } from '@hub/service-defaults';
import { z } from 'zod';
import { storageRouter } from './storage-router.module.js';

void storageRouter.migrate(loadSettings(z.object({ DATABASE_URL: z.url() })).DATABASE_URL);
