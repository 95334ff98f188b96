import { z } from 'zod';
import { documentsOf, type ExportedDocument } from './documents.js';
import type { ZipEntry } from './zip-reader.js';

export const removedSchema = z.object({
  taskId: z.string(),
  assetId: z.string(),
  externalId: z.string(),
  reason: z.string(),
});

export const linesOf = (entries: readonly ZipEntry[], file: string): string[] =>
  (entries.find(({ name }) => name === file)?.content.toString('utf8') ?? '').split('\n').filter(Boolean);

export const byName = (documents: readonly ExportedDocument[]): Map<string, ExportedDocument> =>
  new Map(documents.map((document) => [document.externalId, document]));

/** A delta, put over what was there: documents replace those of the same task, removed ones go. */
export function put(
  state: ReadonlyMap<string, ExportedDocument>,
  entries: readonly ZipEntry[],
  format: 'json' | 'ndjson' | 'split',
) {
  const next = new Map(state);
  for (const line of linesOf(entries, 'removed.ndjson')) next.delete(removedSchema.parse(JSON.parse(line)).externalId);
  for (const document of documentsOf(entries, format)) next.set(document.externalId, document);
  return next;
}
