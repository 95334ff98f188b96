import { chunkBytes, SegmentWriter, type Segment } from '@hub/archive';
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
  /** Plain bytes not yet given to the writer: a call for each small document would cost more than copying them. */
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** Plain bytes of the open segment, held ones included. */
  private openBytes = 0;
  plainBytes = 0;

  constructor(
    private readonly staging: Staging,
    private readonly exportId: string,
    private readonly name: string,
    private readonly limit = mostSegmentBytes,
  ) {}

  /** Most calls only hold the chunk and are done; await what is returned otherwise. The chunk must not change afterwards. */
  write(chunk: Buffer): Promise<void> | void {
    this.plainBytes += chunk.length;
    if (this.heldBytes + chunk.length >= chunkBytes || this.openBytes + chunk.length >= this.limit)
      return this.writeThrough(chunk);
    this.hold(chunk);
  }

  async finish(): Promise<Segment[]> {
    await this.close();
    return this.segments;
  }

  private async writeThrough(chunk: Buffer): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      // a document goes into the next segment as a whole when it fits there
      if (rest.length > this.limit - this.openBytes && this.openBytes > 0 && rest.length <= this.limit)
        await this.close();
      const taken = rest.subarray(0, this.limit - this.openBytes);
      rest = rest.subarray(taken.length);
      this.hold(taken);
      if (this.heldBytes >= chunkBytes) await this.pass();
      if (this.openBytes === this.limit) await this.close();
    }
  }

  private hold(chunk: Buffer): void {
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    this.openBytes += chunk.length;
  }

  private async pass(): Promise<void> {
    const held = Buffer.concat(this.held, this.heldBytes);
    this.held = [];
    this.heldBytes = 0;
    this.writer ??= new SegmentWriter((stored) => void this.stored.push(stored));
    await this.writer.write(held);
  }

  private async close(): Promise<void> {
    if (this.heldBytes > 0) await this.pass();
    if (!this.writer) return;
    const sums = await this.writer.finish();
    const name = `${this.name}-${this.segments.length}`;
    this.segments.push(await this.staging.putSegment(this.exportId, name, this.stored, sums));
    this.writer = null;
    this.stored = [];
    this.openBytes = 0;
  }
}
