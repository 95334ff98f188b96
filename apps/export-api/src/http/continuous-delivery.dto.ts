import {
  converterSchema,
  exportFormatSchema,
  includeSchema,
  stepFailureSchema,
  type Include,
} from '@hub/event-contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { DeliveryWish } from '../continuous/save-delivery.js';
import { setAside } from '../exports/export-request.js';
import { exportStates } from '../exports/export-states.js';
import { quarantineOption } from './quarantine-option.js';

const day = 24 * 3600;
const time = z.iso.datetime();
const includeByDefault: Include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };

const settings = {
  stages: z
    .array(z.string().min(1).max(500))
    .min(1, 'leave it out to choose stages of type Complete')
    .max(1000)
    .optional()
    .describe('Stage ids or names: tasks that reach one of them are delivered. Default: stages of type Complete.'),
  format: exportFormatSchema.default('json'),
  converter: converterSchema.nullable().default(null),
  include: z.strictObject(includeSchema.partial().shape).optional(),
  quarantine: quarantineOption.default(setAside),
  everySeconds: z
    .int()
    .min(10)
    .max(31 * day)
    .nullable()
    .default(null)
    .describe('A batch at most this often, when anything waits.'),
  tasks: z.int().min(1).max(1_000_000).nullable().default(null).describe('A batch as soon as so many tasks wait.'),
  path: z
    .string()
    .max(2000)
    .nullable()
    .default(null)
    .describe('Folder template with {batch}, in the bucket of the Export Storage. Default: the path that one has.'),
  sendEmail: z.boolean().default(false),
  notify: z.boolean().default(false),
};

const bodySchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('False: paused. What changes meanwhile comes in the next batch.'),
    ...settings,
    from: z
      .enum(['now', 'beginning'])
      .optional()
      .describe('Where the batches begin: with what changes from now on (default), or with all there is.'),
    restart: z
      .boolean()
      .default(false)
      .describe('Begin again, from `from`. What waits is not delivered when it is now.'),
  })
  .refine(({ everySeconds, tasks }) => everySeconds !== null || tasks !== null, {
    path: ['everySeconds'],
    message: 'expected everySeconds, tasks, or both',
  });

/** Body of `PUT /api/projects/{id}/continuous-delivery`. */
export class ContinuousDeliveryBodyDto extends createZodDto(bodySchema) {}

export function toWish({ enabled, from, restart, ...asked }: ContinuousDeliveryBodyDto): DeliveryWish {
  return { enabled, from, restart, settings: { ...asked, include: { ...includeByDefault, ...asked.include } } };
}

/** The answer as the API's documentation shows it; `continuous/delivery-view.ts` makes it. */
export class ContinuousDeliveryDto extends createZodDto(
  z.object({
    enabled: z.boolean(),
    ...settings,
    include: includeSchema,
    from: z.enum(['now', 'beginning']),
    setUpBy: z.object({ userId: z.string(), email: z.string() }).describe('In whose name batches are exported.'),
    createdAt: time,
    updatedAt: time,
    status: z.object({
      batches: z.number().int(),
      lastBatch: z
        .object({
          exportId: z.string(),
          batch: z.number().int().nullable(),
          state: z.enum(exportStates),
          requestedAt: time,
          endedAt: time.nullable(),
          error: stepFailureSchema.nullable().describe('Why it failed.'),
        })
        .nullable(),
      underWay: z.boolean().describe('The next batch waits for the last one.'),
      startsAnew: z.boolean().describe('The next batch is everything: the very first, or the selection was changed.'),
      waiting: z.number().int().nullable().describe('Tasks added, changed or removed; null: counting takes too long.'),
      nextDueAt: time.nullable().describe('From then on the interval lets a batch come, as soon as anything waits.'),
      retriesAt: time.nullable().describe('When the last batch, which failed, is tried again by itself.'),
      standstill: z
        .object({ code: z.string(), message: z.string(), remedy: z.string(), since: time })
        .nullable()
        .describe('Why no batch comes, and what to do.'),
    }),
  }),
) {}
