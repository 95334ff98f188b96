import { z } from 'zod';
import type { ZipEntry } from './zip-reader.js';

const toolSchema = z.looseObject({
  title: z.string(),
  page: z.number().optional(),
  interpolationStopped: z.boolean().optional(),
});
export const documentSchema = z.looseObject({
  asset: z.string(),
  assetId: z.string(),
  externalId: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  batches: z.array(z.string()),
  task: z.looseObject({
    taskId: z.string(),
    stage: z.string(),
    stageId: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
    totalDuration: z.number(),
    tools: z.array(toolSchema),
    classifications: z.array(z.looseObject({ title: z.string(), tool: z.string(), answer: z.unknown() })),
    relations: z.array(z.looseObject({ title: z.string() })),
    stageHistory: z
      .array(z.looseObject({ stage: z.string(), stageId: z.string(), completedAt: z.string(), duration: z.number() }))
      .optional(),
  }),
});
export type ExportedDocument = z.infer<typeof documentSchema>;
const manifestFile = 'manifest.json';
const besideData = [manifestFile, 'quarantine.ndjson', 'removed.ndjson'];

/** The documents of an archive of any format, in its order. */
export function documentsOf(entries: readonly ZipEntry[], format: 'json' | 'ndjson' | 'split'): ExportedDocument[] {
  const data = entries.filter(({ name }) => !besideData.includes(name));
  const files = format === 'split' ? data.filter(({ name }) => name.endsWith('.json')) : data;
  const texts = files.map(({ content }) => content.toString('utf8'));
  if (format === 'split') return texts.map((text) => documentSchema.parse(JSON.parse(text)));
  const first = texts[0] ?? '';
  const values: unknown[] =
    format === 'json'
      ? (JSON.parse(first) as unknown[])
      : first
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as unknown);
  return values.map((value) => documentSchema.parse(value));
}

export const manifestSchema = z.looseObject({
  reconciliation: z.object({ selected: z.number(), exported: z.number(), quarantined: z.number(), empty: z.number() }),
});
export function manifestOf(entries: readonly ZipEntry[]): z.infer<typeof manifestSchema> {
  const entry = entries.find(({ name }) => name === manifestFile);
  if (!entry) throw new Error('The archive has no manifest.');
  return manifestSchema.parse(JSON.parse(entry.content.toString('utf8')));
}
