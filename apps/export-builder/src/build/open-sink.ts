import { SegmentedFile, type Staging } from '@hub/archive';
import { FilePerDocumentSink } from './file-per-document-sink.js';
import { OneFileSink } from './one-file-sink.js';
import type { SinkFactory } from './build-slice.js';

/** A stretch of a large video is text of one file in either layout. */
export const sinkFactory =
  (staging: Staging): SinkFactory =>
  (format, exportId, name, stretch) => {
    const openFile = (fileName: string): SegmentedFile => new SegmentedFile(staging, exportId, fileName);
    return format.layout === 'one-file' || stretch
      ? new OneFileSink(openFile(name), format.separator)
      : new FilePerDocumentSink(staging, exportId, name, openFile);
  };
