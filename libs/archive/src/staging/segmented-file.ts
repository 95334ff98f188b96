import type { Segment } from '../descriptor.js';
import { chunkBytes, SegmentWriter } from '../segments/segment-writer.js';
import { chunkPool } from './chunk-pool.js';
import type { Staging } from './staging.js';

/** Most plain bytes of a segment: even what cannot be compressed fits the largest object that is put whole (16 MiB). */
export const mostSegmentBytes = 15 * 1024 * 1024;

/**
 * Plain bytes of any length as segments in the staging bucket. Borders depend on the plain bytes only. Holds the stored
 * bytes of one segment, usually a tenth of the plain ones.
 */
export class SegmentedFile {
  private readonly segments: Segment[] = [];
  private writer: SegmentWriter | null = null;
  private stored: Buffer[] = [];
  /** Bytes not yet given to the writer: copying small documents costs less than a call for each. */
  private chunk: Buffer | null = null;
  private chunkUsed = 0;
  /** Chunks that the writer of the open segment may still read. */
  private passed: Buffer[] = [];
  /** Plain bytes of the open segment, held ones included. */
  private openBytes = 0;
  plainBytes = 0;

  constructor(
    private readonly staging: Staging,
    private readonly exportId: string,
    private readonly name: string,
    private readonly limit = mostSegmentBytes,
  ) {}

  /** Copies the bytes. Returns nothing when there is nothing to wait for, as for most small documents. */
  write(bytes: Buffer): Promise<void> | void {
    this.plainBytes += bytes.length;
    if (this.chunkUsed + bytes.length >= chunkBytes || this.openBytes + bytes.length >= this.limit)
      return this.writeThrough(bytes);
    this.copy(bytes);
  }

  async finish(): Promise<Segment[]> {
    await this.close();
    return this.segments;
  }

  private async writeThrough(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      // a document goes into the next segment as a whole when it fits there
      if (rest.length > this.limit - this.openBytes && this.openBytes > 0 && rest.length <= this.limit)
        await this.close();
      const taken = rest.subarray(0, Math.min(chunkBytes - this.chunkUsed, this.limit - this.openBytes));
      rest = rest.subarray(taken.length);
      this.copy(taken);
      if (this.chunkUsed === chunkBytes) await this.pass();
      if (this.openBytes === this.limit) await this.close();
    }
  }

  private copy(bytes: Buffer): void {
    this.chunk ??= chunkPool.take();
    bytes.copy(this.chunk, this.chunkUsed);
    this.chunkUsed += bytes.length;
    this.openBytes += bytes.length;
  }

  private async pass(): Promise<void> {
    const { chunk, chunkUsed } = this;
    if (!chunk) return;
    this.chunk = null;
    this.chunkUsed = 0;
    this.passed.push(chunk);
    this.writer ??= new SegmentWriter((stored) => void this.stored.push(stored));
    await this.writer.write(chunk.subarray(0, chunkUsed));
  }

  private async close(): Promise<void> {
    await this.pass();
    if (!this.writer) return;
    const sums = await this.writer.finish();
    chunkPool.giveBack(this.passed);
    this.passed = [];
    const name = `${this.name}-${this.segments.length}`;
    this.segments.push(await this.staging.putSegment(this.exportId, name, this.stored, sums));
    this.writer = null;
    this.stored = [];
    this.openBytes = 0;
  }
}
