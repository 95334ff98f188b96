/**
 * Buffers for parts, used again and again: megabytes outside of the heap are collected late, and the process would hold
 * several times of what it needs.
 */
export class PartBuffers {
  private readonly idle: ArrayBuffer[] = [];

  /** `most` buffers are kept. */
  constructor(private readonly most: number) {}

  take(bytes: number): Buffer {
    const found = this.idle.findIndex((each) => each.byteLength === bytes);
    return Buffer.from(found < 0 ? new ArrayBuffer(bytes) : this.idle.splice(found, 1)[0]!);
  }

  /** `part` was taken here, or is the beginning of what was. Nobody may look at it any more. */
  free(part: Buffer): void {
    if (!(part.buffer instanceof ArrayBuffer) || part.byteOffset !== 0) return;
    this.idle.push(part.buffer);
    if (this.idle.length > this.most) this.idle.shift();
  }
}
