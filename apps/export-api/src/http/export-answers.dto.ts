import {
  artifactKindSchema,
  converterOptionsSchema,
  converterSchema,
  destinationSchema,
  exportFormatSchema,
  fidelitySchema,
  includeSchema,
  pluginRunSchema,
  quarantinePolicySchema,
  reconciliationSchema,
  stepFailureSchema,
  taskTypeSchema,
  timeWindowSchema,
} from '@hub/event-contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { exportStates } from '../exports/export-states.js';

const amount = z.object({ tasks: z.number().int(), bytes: z.number().int() });
const amountPerSecond = z.object({ tasks: z.number(), bytes: z.number() });
const time = z.iso.datetime();

const exportSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  state: z.enum(exportStates),
  attempt: z.number().int(),
  destination: destinationSchema
    .nullable()
    .describe("The customer's bucket its files go to, path as it was set; null: the default bucket."),
  // described before it is nullable: a bare nullable string is documented as an array
  joinedTo: z
    .string()
    .describe('The export whose build, progress and file this one shares; null when it has a build of its own.')
    .nullable(),
  requestedBy: z.object({ userId: z.string(), email: z.string() }),
  requestedAt: time,
  updatedAt: time,
  endedAt: time.nullable(),
  request: z.object({
    type: z.enum(['task', 'issue']),
    format: exportFormatSchema,
    stages: z.array(z.string()).optional(),
    batches: z.array(z.string()).optional(),
    taskTypes: z.array(taskTypeSchema).optional(),
    updatedAt: timeWindowSchema.optional(),
    createdAt: timeWindowSchema.optional(),
    include: includeSchema,
    converter: converterSchema.nullable(),
    converterOptions: converterOptionsSchema.optional(),
    quarantine: quarantinePolicySchema,
    since: z.string().optional().describe('Of a delta: the export it starts from.'),
    continuous: z
      .object({ deliveryId: z.string(), batch: z.number().int(), path: z.string().nullable() })
      .optional()
      .describe('Of a batch of a continuous delivery.'),
    reuse: z.boolean(),
    sendEmail: z.boolean(),
    notify: z.boolean(),
    selectedTasks: z.number().int().nullable(),
  }),
  progress: z
    .object({
      step: z.enum(['build', 'deliver', 'convert']),
      done: amount,
      total: amount,
      percent: z.number().int().describe('Of the present step.'),
      elapsed: z.number().describe('Seconds since the step began.'),
      rate: amountPerSecond.nullable().describe('Per second, of late; null while unknown.'),
      remaining: z.number().nullable().describe('Seconds until the step ends; null while nobody can know.'),
    })
    .nullable(),
  artifacts: z.array(
    z.object({
      kind: artifactKindSchema,
      fileName: z.string(),
      key: z.string().nullable().describe("In the customer's bucket of `destination`; null: the default bucket."),
      bytes: z.number().int(),
      sha256: z.string(),
      contentType: z.enum(['application/zip', 'application/octet-stream']),
      deliveredAt: time,
      expiredAt: time.nullable(),
    }),
  ),
  reconciliation: reconciliationSchema.nullable(),
  plugin: pluginRunSchema.nullable().describe('The run of a plugin that asked for it, and converts it.'),
  fidelity: fidelitySchema
    .nullable()
    .describe('What the conversion could not keep, and how often; null where nobody can tell.'),
  error: stepFailureSchema.nullable(),
  retryableUntil: time
    .nullable()
    .describe(
      'Of a failed one: until then a retry goes on from what was built; later that is gone, and a new export is needed.',
    ),
});

/** The answers as the API's documentation shows them; `history/export-view.ts` makes them. */
export class ExportDto extends createZodDto(exportSchema) {}
export class ExportPageDto extends createZodDto(
  z.object({
    exports: z.array(exportSchema),
    total: z.number().int(),
    page: z.number().int(),
    limit: z.number().int(),
  }),
) {}
export class ExportPreviewDto extends createZodDto(
  z.object({
    tasks: z.number().int().describe('Selected tasks; of a delta, the added and the changed ones.'),
    unwritable: z.number().int().describe('Tasks among them that would be set aside.'),
    annotations: z.number().int().describe('Of the tasks that can be written; a video track counts its key frames.'),
    frames: z.number().int().describe('Entries of video tracks: on key frames, or on every frame.'),
    bytes: z.number().int().describe('Estimate of the data file, before compression.'),
    archiveBytes: z.number().int().describe('Estimate of the zip.'),
    seconds: z.number().describe('Estimate of the time from the request until the file can be downloaded.'),
    removed: z.number().int().optional().describe('Of a delta: tasks that are no longer there.'),
    joins: z.string().describe('The export whose file a request would share now.').nullable(),
    basis: z
      .object({ sampledTasks: z.number().int(), earlierExports: z.number().int() })
      .describe('What the estimates rest on: tasks that were read, exports whose time was learned from.'),
  }),
) {}
