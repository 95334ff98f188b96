import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, deflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import { crc32 } from '../checksums/crc.js';
import { extendSums, noBytes, type Sums } from '../checksums/byte-sums.js';
import type { Segment } from '../descriptor.js';
import { compression } from './compression.js';

const deflate = promisify<InputType, ZlibOptions, Buffer>(deflateRaw);

/** Plain bytes per deflate call. Fixed: the bytes of a segment depend on it. */
export const chunkBytes = 512 * 1024;
/** How far back deflate looks. */
const windowBytes = 32 * 1024;
/** One more than the cores, so that none waits while chunks are joined. */
const mostInFlight = availableParallelism() + 1;

/** Takes the stored bytes in order; the writer waits for each. */
export type ByteSink = (stored: Buffer) => Promise<void> | void;

/** A segment but for the place where its bytes were put. */
export type SegmentSums = Omit<Segment, 'key'>;

/**
 * Turns plain bytes into a self-contained raw-deflate segment. Chunks are compressed side by side, each with the end of
 * the chunk before as dictionary and ended by a sync flush, and joined in order: so segments join by concatenation.
 * Buffers handed to `write` must not be changed afterwards. Memory: about (cores + 1) × 1 MiB.
 */
export class SegmentWriter {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private dictionary: Buffer | undefined;
  private readonly inFlight: Promise<Buffer>[] = [];
  private stored: Sums = noBytes;
  private plainBytes = 0;
  private plainCrc32 = 0;

  constructor(private readonly sink: ByteSink) {}

  /** Resolves when more may come. */
  async write(plain: Buffer): Promise<void> {
    let rest = plain;
    while (this.waitingBytes + rest.length >= chunkBytes) {
      const taken = rest.subarray(0, chunkBytes - this.waitingBytes);
      rest = rest.subarray(taken.length);
      this.hold(taken);
      await this.compressWaiting();
    }
    if (rest.length > 0) this.hold(rest);
  }

  /** Resolves when the sink has taken everything. A segment without a plain byte is empty. */
  async finish(): Promise<SegmentSums> {
    if (this.waitingBytes > 0) await this.compressWaiting();
    while (this.inFlight.length > 0) await this.passOn();
    return {
      storedBytes: this.stored.bytes,
      storedCrc32: this.stored.crc32,
      storedCrc32c: this.stored.crc32c,
      plainBytes: this.plainBytes,
      plainCrc32: this.plainCrc32,
    };
  }

  private hold(plain: Buffer): void {
    this.waiting.push(plain);
    this.waitingBytes += plain.length;
  }

  private async compressWaiting(): Promise<void> {
    const chunk = this.waiting.length === 1 ? this.waiting[0]! : Buffer.concat(this.waiting, this.waitingBytes);
    this.waiting = [];
    this.waitingBytes = 0;
    while (this.inFlight.length >= mostInFlight) await this.passOn();
    const job = deflate(chunk, {
      ...compression,
      dictionary: this.dictionary,
      finishFlush: constants.Z_SYNC_FLUSH,
      chunkSize: 128 * 1024,
    });
    // awaited in passOn; until then a rejection must not count as unhandled
    job.catch(() => undefined);
    this.inFlight.push(job);
    this.plainCrc32 = crc32(chunk, this.plainCrc32);
    this.plainBytes += chunk.length;
    this.dictionary = chunk.subarray(Math.max(0, chunk.length - windowBytes));
  }

  private async passOn(): Promise<void> {
    const stored = await this.inFlight.shift()!;
    this.stored = extendSums(this.stored, stored);
    await this.sink(stored);
  }
}
