import { safeEntryName } from '@hub/archive';
import type { ExportFormatWriter } from '../format-writer.js';
import { safeName } from '../names/safe-name.js';

/**
 * NDJSON (Split), our documented choice (the vendor's layout is unknown, Q2): one `.json` file per task or issue,
 * holding exactly what its line in the NDJSON file would hold.
 */
export const splitFormat: ExportFormatWriter = {
  format: 'split',
  extension: 'json',
  layout: 'file-per-document',
  head: '',
  separator: '',
  tail: '',
  empty: '',
};

/** The most bytes of an external id that go into a file name. */
const labelBytes = 120;

/** Name of a document's file. `id` is unique in the export, so names never collide, whatever the label is. */
export const splitFileName = (label: string | null, id: string): string =>
  safeEntryName(`${label ? `${safeName(label, labelBytes)}-` : ''}${safeName(id, 64)}.json`);
