import { Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import { sumsOf, type Sums } from '../checksums/byte-sums.js';
import type { PackedEntries, Segment } from '../descriptor.js';
import type { SegmentSums } from '../segments/segment-writer.js';

interface StagingPut {
  readonly ifAbsent: true;
  readonly signal?: AbortSignal;
}

/** The bucket it is kept in: an `ObjectStorage` fits. */
export interface StagingBucket {
  put(key: string, body: Buffer, options: StagingPut): Promise<unknown>;
  putStream(key: string, body: Readable, options: StagingPut): Promise<unknown>;
}

/** What a bucket takes in one call. */
const mostPutBytes = 16 * 1024 * 1024;

/**
 * Where a step keeps what its archive is made of: `exports/<export id>/<step>/` in the staging bucket. A key carries the
 * checksum of the stored bytes: whoever repeats a slice either writes the same object or another one, and never changes
 * an object that a descriptor may name.
 */
export class Staging {
  constructor(
    private readonly bucket: StagingBucket,
    private readonly step: 'build' | 'convert',
    private readonly signal?: AbortSignal,
  ) {}

  /** The same place, for somebody whose uploads stop when `signal` aborts. */
  until(signal: AbortSignal): Staging {
    return new Staging(this.bucket, this.step, signal);
  }

  /** `name` tells people what it is: `data/000012-0`. */
  async putSegment(exportId: string, name: string, stored: readonly Buffer[], sums: SegmentSums): Promise<Segment> {
    const key = `${this.folder(exportId)}/${name}-${marks({ crc32: sums.storedCrc32, crc32c: sums.storedCrc32c })}`;
    await this.putOnce(key, Buffer.concat(stored, sums.storedBytes));
    return { key, ...sums };
  }

  /** Files packed together, and their part of the central directory. */
  async putPack(
    exportId: string,
    name: string,
    stored: readonly Buffer[],
    packed: Sums,
    directory: Buffer,
  ): Promise<Pick<PackedEntries, 'packed' | 'directory'>> {
    const key = `${this.folder(exportId)}/${name}-${marks(packed)}`;
    await this.putOnce(key, Buffer.concat(stored, packed.bytes));
    const sums = sumsOf(directory);
    return {
      packed: { key, ...packed },
      directory: {
        key: await this.putObject(exportId, `${name}-directory`, directory),
        bytes: sums.bytes,
        crc32: sums.crc32,
      },
    };
  }

  /** Anything else that is written whole; returns its key. */
  async putObject(exportId: string, name: string, body: Buffer): Promise<string> {
    const key = `${this.folder(exportId)}/${name}-${marks(sumsOf(body))}`;
    await this.putOnce(key, body);
    return key;
  }

  private folder(exportId: string): string {
    return `exports/${exportId}/${this.step}`;
  }

  private async putOnce(key: string, body: Buffer): Promise<void> {
    const options: StagingPut = { ifAbsent: true, signal: this.signal };
    try {
      if (body.length <= mostPutBytes) await this.bucket.put(key, body, options);
      else await this.bucket.putStream(key, Readable.from([body]), options);
    } catch (error) {
      // the same bytes are there already: a repeat of the slice, or a lost answer
      if (!(error instanceof Failure && error.code === 'object-exists')) throw error;
    }
  }
}

const marks = ({ crc32, crc32c }: Pick<Sums, 'crc32' | 'crc32c'>): string => `${hex(crc32c)}${hex(crc32)}`;
const hex = (sum: number): string => sum.toString(16).padStart(8, '0');
