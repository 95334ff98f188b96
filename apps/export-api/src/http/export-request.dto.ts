import {
  converterSchema,
  exportFormatSchema,
  maxSelectedTasks,
  taskTypeSchema,
  timeWindowSchema,
} from '@hub/event-contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ExportRequest } from '../exports/export-request.js';

const name = z.string().min(1).max(500);
const names = (what: string) => z.array(name).min(1, `leave it out to choose all ${what}`).max(1000).optional();

const requestSchema = z
  .strictObject({
    format: exportFormatSchema.default('json'),
    type: z.enum(['task', 'issue']).default('task'),
    stages: names('stages').describe(
      'Stage ids or names. Default: stages of type Complete; all stages for consensus, benchmark or selected tasks.',
    ),
    batches: names('batches').describe('Batch ids or names. Default: all.'),
    tasks: z
      .array(name)
      .min(1, 'leave it out to choose all tasks')
      .max(maxSelectedTasks)
      .optional()
      .describe('Ids of selected tasks. Default: all.'),
    taskTypes: z.array(taskTypeSchema).min(1).optional().describe('Default: all.'),
    updatedAt: timeWindowSchema.strict().optional().describe('Strict bounds.'),
    createdAt: timeWindowSchema.strict().optional().describe('Strict bounds.'),
    include: z
      .strictObject({
        metadata: z.boolean().default(true),
        history: z.boolean().default(false),
        onlyKeyFrames: z.boolean().default(false),
        idleBlur: z.boolean().default(false),
      })
      .prefault({})
      .describe('What is added beside the annotations. The Export tab has the same defaults: metadata only.'),
    converter: converterSchema.nullable().default(null).describe('Also deliver the export in this format.'),
    sendEmail: z.boolean().default(false),
    notify: z.boolean().default(true),
  })
  .superRefine((body, context) => {
    if (body.type !== 'issue') return;
    for (const field of ['stages', 'batches', 'tasks', 'taskTypes', 'updatedAt', 'createdAt', 'converter'] as const) {
      if (body[field])
        context.addIssue({
          code: 'custom',
          path: [field],
          message: 'leave it out: issues are exported whole',
          input: body[field],
        });
    }
  });

/** Body of `POST /api/projects/{id}/exports`. */
export class ExportRequestDto extends createZodDto(requestSchema) {}

/** The same keys in the same order for the same request. NDJSON of this door has no line feed at the end. */
export const toRequest = (body: ExportRequestDto): ExportRequest => ({
  type: body.type,
  format: body.format,
  finalLineFeed: false,
  stages: body.stages,
  batches: body.batches,
  tasks: body.tasks,
  taskTypes: body.taskTypes,
  updatedAt: body.updatedAt,
  createdAt: body.createdAt,
  include: body.include,
  converter: body.converter,
  sendEmail: body.sendEmail,
  notify: body.notify,
});
