import type { Segment } from '../descriptor.js';
import { SegmentWriter } from '../segments/segment-writer.js';
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
  private openBytes = 0;
  plainBytes = 0;

  constructor(
    private readonly staging: Staging,
    private readonly exportId: string,
    private readonly name: string,
    private readonly limit = mostSegmentBytes,
  ) {}

  async write(chunk: Buffer): Promise<void> {
    this.plainBytes += chunk.length;
    let rest = chunk;
    while (rest.length > 0) {
      const room = this.limit - this.openBytes;
      // a document goes into the next segment as a whole when it fits there
      if (rest.length > room && this.openBytes > 0 && rest.length <= this.limit) await this.close();
      const taken = rest.subarray(0, this.limit - this.openBytes);
      this.writer ??= new SegmentWriter((stored) => void this.stored.push(stored));
      await this.writer.write(taken);
      this.openBytes += taken.length;
      rest = rest.subarray(taken.length);
      if (this.openBytes === this.limit) await this.close();
    }
  }

  async finish(): Promise<Segment[]> {
    await this.close();
    return this.segments;
  }

  private async close(): Promise<void> {
    if (!this.writer) return;
    const sums = await this.writer.finish();
    const name = `${this.name}-${this.segments.length}`;
    this.segments.push(await this.staging.putSegment(this.exportId, name, this.stored, sums));
    this.writer = null;
    this.stored = [];
    this.openBytes = 0;
  }
}
