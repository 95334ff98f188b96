import type { SegmentedFile } from '@hub/archive';
import type { DocumentSink, SinkResult } from './document-sink.js';

/** All documents of a slice in one file, separated; what stands before and after them is joined at conclusion. */
export class OneFileSink implements DocumentSink {
  private readonly separator: Buffer;
  private first = true;

  constructor(
    private readonly file: SegmentedFile,
    separator: string,
  ) {
    this.separator = Buffer.from(separator);
  }

  put(_: () => string, document: Buffer): Promise<void> | void {
    const separated = this.separate();
    return separated ? separated.then(() => this.file.write(document)) : this.file.write(document);
  }

  async begin(): Promise<void> {
    await this.separate();
  }

  async write(chunk: Buffer): Promise<void> {
    await this.file.write(chunk);
  }

  async end(): Promise<void> {
    // the separator belongs to the next document
  }

  async finish(): Promise<SinkResult> {
    return { segments: await this.file.finish(), members: [], plainBytes: this.file.plainBytes };
  }

  private separate(): Promise<void> | void {
    if (!this.first) return this.file.write(this.separator);
    this.first = false;
  }
}
