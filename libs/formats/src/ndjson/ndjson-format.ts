import type { ExportFormatWriter } from '../format-writer.js';

/**
 * One document a line. Clients of `/v2/export` count lines or line feeds + 1, those of `/v2/exportV3` count line feeds:
 * only the latter get one after the last line. An empty export is an empty file, never a blank line.
 */
export const ndjsonFormat = (finalLineFeed: boolean): ExportFormatWriter => ({
  format: 'ndjson',
  extension: 'ndjson',
  layout: 'one-file',
  head: '',
  separator: '\n',
  tail: finalLineFeed ? '\n' : '',
  empty: '',
});
