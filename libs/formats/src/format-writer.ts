import type { ExportFormat } from '@hub/event-contracts';

/**
 * A format turns a stream of documents into files. It works slice by slice: a slice sees its documents only, gives
 * the plain bytes of its part of each file, and the parts of all slices joined in order are the file.
 */
export interface ExportFormatWriter {
  readonly format: ExportFormat;
  /** Of the file or files that hold the documents, without dot. */
  readonly extension: 'json' | 'ndjson';
  /** All documents in one file, or each in a file of its own (then the framing texts are empty). */
  readonly layout: 'one-file' | 'file-per-document';
  /** Before the first, between two, and after the last document of the whole file. */
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
  /** The whole file when there is no document at all. */
  readonly empty: string;
}
