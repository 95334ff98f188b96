import { crc32, crc32cCombine, noBytes, streamArchive, type ArchiveLayout, type Sums } from '@hub/archive';
import { Failure } from '@hub/failures';
import { cutIntoParts, type Bucket } from '@hub/object-storage';
import type { Checkpoint, PartRange } from './delivery-job.js';
import { PartCrc32c } from './part-crc32c.js';
import type { PartBuffers } from './part-buffers.js';
import { RunningSha256 } from './running-sha256.js';
import { stagingFailure } from './staged-archives.js';

export interface ReadPart {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  readonly part: Buffer;
  readonly crc32c: number;
}

export interface Reading {
  readonly layout: ArchiveLayout;
  readonly range: PartRange;
  readonly partBytes: number;
  /** Null for the first slice. */
  readonly before: Checkpoint | null;
  readonly staging: Bucket;
  readonly buffers: PartBuffers;
  readonly signal: AbortSignal;
}

/** Reads the staged archive from a checkpoint on, part by part, and keeps the sums. */
export class PartReader {
  private constructor(
    private readonly reading: Reading,
    private readonly hash: RunningSha256,
    private readonly crc: PartCrc32c,
    private sums: Sums,
  ) {}

  static async open(reading: Reading): Promise<PartReader> {
    const hash = await RunningSha256.open(reading.before?.sha256);
    return new PartReader(reading, hash, await PartCrc32c.open(), reading.before?.sums ?? noBytes);
  }

  async *parts(): AsyncGenerator<ReadPart> {
    const { layout, range, partBytes, staging, buffers, signal } = this.reading;
    const open = (key: string, bytes?: { start: number; end: number }) => staging.get(key, bytes, signal);
    let number = range.first;
    try {
      const archive = streamArchive(layout, open, this.sums.bytes);
      for await (const part of cutIntoParts(archive, partBytes, (bytes) => buffers.take(bytes))) {
        const offset = this.sums.bytes;
        this.hash.update(part);
        const crc32c = this.extend(part);
        number++;
        yield { number, offset, part, crc32c };
        if (number === range.first + range.parts) return;
      }
    } catch (error) {
      throw stagingFailure(error);
    }
  }

  /** Throws `archive-short` when the archive did not reach to where the slice ends. */
  checkpoint(end: number): Pick<Checkpoint, 'sums' | 'sha256'> {
    if (this.sums.bytes !== end)
      throw new Failure('archive-short', 'hub', `The staged archive ends at byte ${this.sums.bytes} instead of ${end}`);
    return { sums: this.sums, sha256: this.hash.save() };
  }

  /** Looks at each byte once for each sum. Returns the part's own CRC-32C. */
  private extend(part: Buffer): number {
    const { bytes, crc32: before, crc32c } = this.sums;
    const own = this.crc.of(part);
    this.sums = {
      bytes: bytes + part.length,
      crc32: crc32(part, before),
      crc32c: crc32cCombine(crc32c, own, part.length),
    };
    return own;
  }
}
