import type { ExportedDocument } from '../clients/documents.js';

const geometries = ['bounding-box', 'rotated-bounding-box', 'polygon', 'polyline', 'segmentation', 'point', 'ner'];

/** Objects by kind of geometry, and answers of the task; marks that an object is gone do not count. */
export function countObjects(documents: readonly ExportedDocument[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (kind: string): void => void (counts[kind] = (counts[kind] ?? 0) + 1);
  for (const { task } of documents) {
    for (const tool of task.tools) {
      if (!tool.interpolationStopped) add(geometries.find((kind) => kind in tool) ?? 'unknown');
    }
    for (const { page } of task.classifications) if (page === undefined) add('classification');
  }
  return counts;
}
