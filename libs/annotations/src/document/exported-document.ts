import { z } from 'zod';

/**
 * The exported document (spec 3): one entry is an asset with its task. Unknown keys pass through everywhere. Used at
 * edges that read exports (converters, checks); the export itself is joined from stored text and never parsed.
 */
const finite = z.number();
const point = z.tuple([finite, finite]).rest(finite);
const box = z.looseObject({ x: finite, y: finite, width: finite, height: finite });
const volume = z.looseObject({ x1: finite, y1: finite, z1: finite, x2: finite, y2: finite, z2: finite });

export const metadataSchema = z.looseObject({
  createdAt: z.string().optional(),
  createdBy: z.string().optional(),
  createdIn: z.string().optional(),
  updatedAt: z.string().optional(),
  updatedBy: z.string().optional(),
  updatedIn: z.string().optional(),
});

export const classificationSchema = z.looseObject({
  objectId: z.string(),
  schemaId: z.string(),
  tool: z.string(),
  title: z.string(),
  answer: z.unknown(),
  get classifications() {
    return z.array(classificationSchema);
  },
  page: z.number().int().optional(),
  metadata: metadataSchema.optional(),
  interpolationStopped: z.boolean().optional(),
});
export type Classification = z.infer<typeof classificationSchema>;

/** At most one geometry key; a tool may have a kind we do not know, or none. */
export const toolSchema = z.looseObject({
  'bounding-box': z.union([box, volume]).optional(),
  'rotated-bounding-box': box.extend({ rotation: finite, corners: z.array(point).length(4).optional() }).optional(),
  polygon: z.array(point).optional(),
  polyline: z.union([z.array(point), volume]).optional(),
  segmentation: z
    .looseObject({
      zones: z.array(z.looseObject({ region: z.array(point), holes: z.array(z.array(point)).optional() })),
    })
    .optional(),
  point: point.optional(),
  ner: z.looseObject({ start: finite, end: finite, selection: z.string().optional() }).optional(),
  pdf: z.looseObject({ position: z.looseObject({ boundingRect: z.looseObject({}) }) }).optional(),
  objectId: z.string(),
  schemaId: z.string(),
  title: z.string(),
  classifications: z.array(classificationSchema),
  page: z.number().int().optional(),
  interpolationStopped: z.boolean().optional(),
  metadata: metadataSchema.optional(),
});
export type Tool = z.infer<typeof toolSchema>;

export const relationSchema = z.looseObject({
  objectId: z.string(),
  schemaId: z.string(),
  title: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  direction: z.enum(['straight', 'reverse', 'bidirectional']).optional(),
  group: z.array(z.string()).optional(),
  page: z.number().int().optional(),
});
export type Relation = z.infer<typeof relationSchema>;

const annotationLists = {
  tools: z.array(toolSchema),
  classifications: z.array(classificationSchema),
  relations: z.array(relationSchema),
  brushDataUrl: z.string().nullish(),
  medicalBrushDataUrl: z.string().nullish(),
};

export const stageHistoryEntrySchema = z.looseObject({
  stage: z.string(),
  stageId: z.string(),
  duration: z.number().int(),
  completedAt: z.string(),
  completedBy: z.string().optional(),
  ...annotationLists,
});

export const exportedTaskSchema = z.looseObject({
  taskId: z.string(),
  stage: z.string(),
  stageId: z.string(),
  updatedAt: z.string(),
  updatedBy: z.string(),
  totalDuration: z.number().int(),
  ...annotationLists,
  stageHistory: z.array(stageHistoryEntrySchema).optional(),
});

export const exportedEntrySchema = z.looseObject({
  asset: z.string(),
  assetId: z.string(),
  externalId: z.string(),
  dataset: z.array(z.string()).optional(),
  metadata: z.looseObject({}),
  batches: z.array(z.string()),
  contextData: z.looseObject({}).optional(),
  task: exportedTaskSchema,
});
export type ExportedEntry = z.infer<typeof exportedEntrySchema>;
