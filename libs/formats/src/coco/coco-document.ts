import { z } from 'zod';

/** What the converter reads of an exported document; everything else is left where it is. */
export const cocoHeadSchema = z.looseObject({
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
export type CocoHead = z.infer<typeof cocoHeadSchema>;

interface NestedClassification {
  title: string;
  answer?: unknown;
  classifications?: NestedClassification[] | undefined;
}
const nestedSchema: z.ZodType<NestedClassification> = z.lazy(() =>
  z.looseObject({
    title: z.string(),
    answer: z.unknown().optional(),
    classifications: z.array(nestedSchema).optional(),
  }),
);
export const cocoToolSchema = z.looseObject({
  objectId: z.string(),
  title: z.string(),
  page: z.number().int().optional(),
  interpolationStopped: z.boolean().optional(),
  /** What an importer kept of the source; a COCO crowd is marked there. */
  source: z.looseObject({ iscrowd: z.unknown().optional() }).optional(),
  classifications: z.array(nestedSchema).default([]),
});
export type CocoTool = z.infer<typeof cocoToolSchema>;

export const cocoRelationsSchema = z.array(z.looseObject({ group: z.array(z.string()).optional() }));
export type CocoRelations = z.infer<typeof cocoRelationsSchema>;

/** The lists of a task that was parsed at once. Tools are looked at one by one. */
export const wholeDocumentSchema = z.looseObject({
  tools: z.array(z.unknown()).default([]),
  classifications: z.array(z.unknown()).default([]),
  relations: cocoRelationsSchema.default([]),
});

/** What `cocoToolSchema` would let pass as it is: the great many objects without page, source and answers. */
export function isPlainTool(value: unknown): value is CocoTool {
  const tool = value as Partial<Record<keyof CocoTool, unknown>> | null;
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
export function attributesOf(classifications: readonly NestedClassification[], prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    classifications.flatMap(({ title, answer, classifications: nested }) => {
      const name = `${prefix}${title}`;
      return [[name, answer], ...Object.entries(attributesOf(nested ?? [], `${name}.`))];
    }),
  );
}
