import { exportFormatSchema } from '@hub/event-contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { exportStates } from '../exports/export-states.js';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Query of `GET /api/projects/{id}/exports`. */
export class HistoryQueryDto extends createZodDto(
  z.strictObject({
    page: z.coerce.number().int().min(1).max(1_000_000).default(1).describe('1-based'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    state: z.enum(exportStates).optional(),
    format: exportFormatSchema.optional(),
    requestedBy: z
      .string()
      .min(1)
      .max(320)
      .regex(/^[^\0]*$/, 'a user id or an e-mail address')
      .optional()
      .describe('User id or e-mail address'),
    from: time.optional().describe('Requested at or after this time'),
    to: time.optional().describe('Requested before this time'),
  }),
) {}
