import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { importFormats } from '../registry.js';

const formatNames = importFormats.map(({ name }) => name);

const importQuery = z.object({
  /** Name of the one file in the body. Absent: the body is a tar of files. */
  file: z.string().min(1).max(1000).optional(),
  /** Absent: each file is looked at. */
  format: z.enum(formatNames as [string, ...string[]]).optional(),
  /** Id or name of the stage the tasks are left in. */
  stage: z.string().default('Complete'),
  /** Names of batches, separated by commas; missing ones are made. */
  batches: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  /** Repeating an import with its id makes only the tasks that are missing. */
  importId: z.string().min(1).max(200).optional(),
});

export class ImportQuery extends createZodDto(importQuery) {}
