import { z } from 'zod';

export const exportFormats = ['json', 'ndjson', 'split'] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const taskTypes = ['default', 'consensus', 'benchmark'] as const;
export const taskTypeSchema = z.enum(taskTypes);

/** Built-in converters; the plugin protocol adds external ones. */
export const converters = [
  'coco',
  'yolo',
  'yolo-segmentation',
  'yolo-obb',
  'yolo-pose',
  'voc',
  'kitti',
  'mot',
  'datumaro',
  'masks',
  'csv',
  'conll',
  'jsonl',
] as const;
export const converterSchema = z.enum(converters);
export type ConverterName = z.infer<typeof converterSchema>;

/** What a built-in converter was asked to do: its own schema reads it. */
export const converterOptionsSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.record(z.string(), z.string())]),
);
export type ConverterOptions = z.infer<typeof converterOptionsSchema>;

/** The run of an external plugin that asked for an export, and will convert it. */
export const pluginRunSchema = z.object({ sessionId: z.string(), pluginId: z.string(), name: z.string() });
export type PluginRun = z.infer<typeof pluginRunSchema>;

/** Bounds are strict, as in the public contract's `$gt` and `$lt`. */
export const timeWindowSchema = z.object({ after: z.iso.datetime().optional(), before: z.iso.datetime().optional() });
export type TimeWindow = z.infer<typeof timeWindowSchema>;

export const includeSchema = z.object({
  metadata: z.boolean(),
  history: z.boolean(),
  onlyKeyFrames: z.boolean(),
  idleBlur: z.boolean(),
});
export type Include = z.infer<typeof includeSchema>;

/** The most task ids one request may select: keeps the event under Kafka's message limit. */
export const maxSelectedTasks = 20_000;

/**
 * What an export shall contain, resolved: stages and batches are ids, defaults are filled in.
 * An absent list means "no filter".
 */
export const exportSelectionSchema = z.object({
  type: z.enum(['task', 'issue']),
  format: exportFormatSchema,
  /** NDJSON only: a line feed after the last line too (the old `/v2/exportV3` clients count line feeds). */
  finalLineFeed: z.boolean(),
  stageIds: z.array(z.string()).optional(),
  batchIds: z.array(z.string()).optional(),
  taskIds: z.array(z.string()).max(maxSelectedTasks).optional(),
  taskTypes: z.array(taskTypeSchema).optional(),
  updatedAt: timeWindowSchema.optional(),
  createdAt: timeWindowSchema.optional(),
  include: includeSchema,
});
export type ExportSelection = z.infer<typeof exportSelectionSchema>;

/**
 * The instant an export shows, as a value: `pg_current_snapshot()` as text, with the identity of the cluster it is
 * valid in. Source: Postgres functions-info, "Transaction ID and Snapshot Information Functions".
 */
export const snapshotSchema = z.object({
  text: z.string(),
  systemId: z.string(),
  timeline: z.number().int(),
  takenAt: z.iso.datetime(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/**
 * What becomes of an export whose tasks cannot all be written: they are set aside in quarantine.ndjson with their
 * reasons, or the export fails, always or when more than `limit` tasks were set aside.
 */
export const quarantinePolicySchema = z.discriminatedUnion('policy', [
  z.object({ policy: z.literal('set-aside') }),
  z.object({ policy: z.literal('fail') }),
  z.object({ policy: z.literal('fail-above'), limit: z.number().int().min(0) }),
]);
export type QuarantinePolicy = z.infer<typeof quarantinePolicySchema>;

/** The export a delta starts from, and the instant it shows: only what was added, changed or removed since is exported. */
export const deltaBaseSchema = z.object({ exportId: z.string(), snapshot: snapshotSchema });
export type DeltaBase = z.infer<typeof deltaBaseSchema>;
