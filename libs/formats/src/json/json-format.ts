import type { ExportFormatWriter } from '../format-writer.js';

/** One array; a line feed after each comma keeps the file readable with line tools. */
export const jsonFormat: ExportFormatWriter = {
  format: 'json',
  extension: 'json',
  layout: 'one-file',
  head: '[',
  separator: ',\n',
  tail: ']',
  empty: '[]',
};
