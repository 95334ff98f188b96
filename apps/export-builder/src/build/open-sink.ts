import { SegmentedFile, type Staging } from '@hub/archive';
import type { ExportFormatWriter } from '@hub/formats';
import type { DocumentSink } from './document-sink.js';
import { FilePerDocumentSink } from './file-per-document-sink.js';
import { OneFileSink } from './one-file-sink.js';

/** `name` of the slice's objects. A stretch of a large video is text of one file in either layout. */
export function openSink(
  staging: Staging,
  format: ExportFormatWriter,
  exportId: string,
  name: string,
  stretch: boolean,
): DocumentSink {
  const openFile = (fileName: string): SegmentedFile => new SegmentedFile(staging, exportId, fileName);
  return format.layout === 'one-file' || stretch
    ? new OneFileSink(openFile(name), format.separator)
    : new FilePerDocumentSink(staging, exportId, name, openFile);
}
