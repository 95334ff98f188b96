import { z } from 'zod';

/** What converters read of an exported document; everything else is left where it is. */
export const exportedHeadSchema = z.looseObject({
  asset: z.string(),
  assetId: z.string(),
  externalId: z.string(),
  metadata: z.looseObject({
    width: z.number().optional(),
    height: z.number().optional(),
    frameRate: z.number().optional(),
  }),
  dataset: z.array(z.string()).optional(),
  task: z.looseObject({ taskId: z.string() }),
});
export type ExportedHead = z.infer<typeof exportedHeadSchema>;

/** A question and its answer, with the questions inside it. */
export interface ExportedClassification {
  title: string;
  answer?: unknown;
  classifications?: ExportedClassification[] | undefined;
}
const classificationSchema: z.ZodType<ExportedClassification> = z.lazy(() =>
  z.looseObject({
    title: z.string(),
    answer: z.unknown().optional(),
    classifications: z.array(classificationSchema).optional(),
  }),
);
export const exportedClassificationsSchema = z.array(classificationSchema);

export const exportedToolSchema = z.looseObject({
  objectId: z.string(),
  title: z.string(),
  page: z.number().int().optional(),
  interpolationStopped: z.boolean().optional(),
  /** What an importer kept of the source; a COCO crowd is marked there. */
  source: z.looseObject({ iscrowd: z.unknown().optional() }).optional(),
  classifications: z.array(classificationSchema).default([]),
});
export type ExportedTool = z.infer<typeof exportedToolSchema>;

export const exportedRelationsSchema = z.array(z.looseObject({ group: z.array(z.string()).optional() }));
export type ExportedRelations = z.infer<typeof exportedRelationsSchema>;

/** The lists of a task that was parsed at once. Tools are looked at one by one. */
export const wholeDocumentSchema = z.looseObject({
  tools: z.array(z.unknown()).default([]),
  classifications: exportedClassificationsSchema.default([]),
  relations: exportedRelationsSchema.default([]),
});

/** What `exportedToolSchema` would let pass as it is: the great many objects without page, source and answers. */
export function isPlainTool(value: unknown): value is ExportedTool {
  const tool = value as Partial<Record<keyof ExportedTool, unknown>> | null;
  return (
    typeof tool === 'object' &&
    tool !== null &&
    typeof tool.objectId === 'string' &&
    typeof tool.title === 'string' &&
    tool.page === undefined &&
    tool.interpolationStopped === undefined &&
    tool.source === undefined &&
    Array.isArray(tool.classifications) &&
    tool.classifications.length === 0
  );
}

/** Answers of an object by title, nested ones joined with a dot: COCO has no place for questions but this one. */
export function attributesOf(classifications: readonly ExportedClassification[], prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    classifications.flatMap(({ title, answer, classifications: nested }) => {
      const name = `${prefix}${title}`;
      return [[name, answer], ...Object.entries(attributesOf(nested ?? [], `${name}.`))];
    }),
  );
}
