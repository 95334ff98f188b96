import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { corruptBlob, type OpenBlob } from '../read/open-blob.js';

/** A directory is read front to back in small pieces: one call to the store gets so much of it. */
const windowBytes = 1024 * 1024;

/** Lets yauzl read a blob by ranges. Memory: one window. */
export class RangeReader extends RandomAccessReader {
  private window = { start: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly open: OpenBlob,
    private readonly key: string,
    private readonly bytes: number,
  ) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.at(position, length).then(
      (found) => {
        found.copy(buffer, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.chunks(start, end));
  }

  private async *chunks(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; at += windowBytes) yield this.at(at, Math.min(windowBytes, end - at));
  }

  private async at(position: number, length: number): Promise<Buffer> {
    if (position < 0 || position + length > this.bytes) throw new Error('it points behind its own end');
    const { start, bytes } = this.window;
    if (position >= start && position + length <= start + bytes.length)
      return bytes.subarray(position - start, position - start + length);
    const end = Math.min(this.bytes, position + Math.max(windowBytes, length));
    const chunks = length === 0 ? [] : await (await this.open(this.key, { start: position, end: end - 1 })).toArray();
    const read = Buffer.concat(chunks as Buffer[]);
    if (read.length < length) throw corruptBlob(this.key);
    this.window = { start: position, bytes: read };
    return read.subarray(0, length);
  }
}
