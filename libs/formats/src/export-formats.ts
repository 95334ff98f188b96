import type { ExportFormat } from '@hub/event-contracts';
import type { ExportFormatWriter } from './format-writer.js';
import { jsonFormat } from './json/json-format.js';
import { ndjsonFormat } from './ndjson/ndjson-format.js';
import { splitFormat } from './split/split-format.js';

const registry: Readonly<Record<ExportFormat, (options: { finalLineFeed: boolean }) => ExportFormatWriter>> = {
  json: () => jsonFormat,
  ndjson: ({ finalLineFeed }) => ndjsonFormat(finalLineFeed),
  split: () => splitFormat,
};

export const exportFormatWriter = (selection: { format: ExportFormat; finalLineFeed: boolean }): ExportFormatWriter =>
  registry[selection.format](selection);
