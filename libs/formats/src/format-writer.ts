/**
 * A format turns a stream of documents into files. It works slice by slice: a slice sees its documents only, gives
 * the plain bytes of its part of each file, and the parts of all slices joined in order are the file.
 */
export interface ExportFormatWriter {
  readonly format: 'json' | 'ndjson';
  readonly extension: string;
  /** Before the first, between two, and after the last document of the whole file. */
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
}
