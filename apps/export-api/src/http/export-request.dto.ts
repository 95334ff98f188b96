import {
  converterOptionsSchema,
  converterSchema,
  exportFormatSchema,
  includeSchema,
  maxSelectedTasks,
  taskTypeSchema,
  timeWindowSchema,
  type ConverterName,
  type ConverterOptions,
  type Include,
} from '@hub/event-contracts';
import { converterOf } from '@hub/formats';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { setAside, type DeltaRequest, type ExportRequest } from '../exports/export-request.js';
import { quarantineOption } from './quarantine-option.js';

const name = z.string().min(1).max(500);
const names = (what: string) => z.array(name).min(1, `leave it out to choose all ${what}`).max(1000).optional();

/** The Export tab has the same defaults: metadata only. */
const includeByDefault: Include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };
/** Nothing is filled in here: what a delta leaves out is not the default but its base's. */
const includeOption = z.strictObject(
  z
    .object({
      metadata: includeSchema.shape.metadata.meta({ default: true }),
      history: includeSchema.shape.history.meta({ default: false }),
      onlyKeyFrames: includeSchema.shape.onlyKeyFrames.meta({ default: false }),
      idleBlur: includeSchema.shape.idleBlur.meta({ default: false }),
    })
    .partial().shape,
);

const requestSchema = z
  .strictObject({
    format: exportFormatSchema.optional().meta({ default: 'json' }),
    type: z.enum(['task', 'issue']).optional().meta({ default: 'task' }),
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
    include: includeOption
      .optional()
      .describe('What is added beside the annotations. The Export tab has the same defaults: metadata only.'),
    converter: converterSchema.nullable().default(null).describe('Also deliver the export in this format.'),
    converterOptions: converterOptionsSchema
      .optional()
      .describe('What the converter shall do; GET /api/converters tells what there is.'),
    quarantine: quarantineOption.default(setAside),
    since: name
      .optional()
      .describe(
        'Id of an earlier export of this project: exports what was added, changed or removed since. Filters, toggles and type are those of that export; given ones have to be equal.',
      ),
    reuse: z
      .boolean()
      .default(true)
      .describe(
        'Share the file of an equal export that runs or is still there, when nothing changed since. False: build anew.',
      ),
    sendEmail: z.boolean().default(false),
    notify: z.boolean().default(true),
  })
  .superRefine((body, context) => {
    refuseOptions(body, context);
    if (body.type !== 'issue') return;
    const taskFields = [
      'stages',
      'batches',
      'tasks',
      'taskTypes',
      'updatedAt',
      'createdAt',
      'converter',
      'since',
    ] as const;
    for (const field of taskFields) {
      if (body[field])
        context.addIssue({
          code: 'custom',
          path: [field],
          message: 'leave it out: issues are exported whole',
          input: body[field],
        });
    }
  });

/** Options are the converter's own: it says what it knows. */
function refuseOptions(
  { converter, converterOptions }: { converter: ConverterName | null; converterOptions?: ConverterOptions },
  context: z.core.$RefinementCtx,
): void {
  if (converterOptions === undefined) return;
  const issues = converter
    ? (converterOf(converter).options.safeParse(converterOptions).error?.issues ?? [])
    : [{ path: [], message: 'leave it out, or name a converter' }];
  for (const { path, message } of issues)
    context.addIssue({ code: 'custom', path: ['converterOptions', ...path], message, input: converterOptions });
}

/** Body of `POST /api/projects/{id}/exports` and of its preview. */
export class ExportRequestDto extends createZodDto(requestSchema) {}

/** The same keys in the same order for the same request. NDJSON of this door has no line feed at the end. */
export function toRequest(body: ExportRequestDto): ExportRequest | DeltaRequest {
  const { since, type, format, include = {} } = body;
  const rest = {
    finalLineFeed: false,
    stages: body.stages,
    batches: body.batches,
    tasks: body.tasks,
    taskTypes: body.taskTypes,
    updatedAt: body.updatedAt,
    createdAt: body.createdAt,
    converter: body.converter,
    ...(body.converterOptions && { converterOptions: body.converterOptions }),
    quarantine: body.quarantine,
    reuse: body.reuse,
    sendEmail: body.sendEmail,
    notify: body.notify,
  };
  if (since !== undefined) return { since, type, format, include, ...rest };
  return { type: type ?? 'task', format: format ?? 'json', include: { ...includeByDefault, ...include }, ...rest };
}
