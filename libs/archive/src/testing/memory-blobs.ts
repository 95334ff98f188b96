import { Readable } from 'node:stream';
import { Failure } from '@hub/failures';
import { sumsOf } from '../checksums/byte-sums.js';
import { crc32 } from '../checksums/crc.js';
import type { FileEntry, FilePart, PackedEntries } from '../descriptor.js';
import type { OpenBlob } from '../read/open-blob.js';
import { SegmentWriter } from '../segments/segment-writer.js';
import type { StagingBucket } from '../staging/staging.js';
import { PackedEntriesWriter } from '../zip/packed-entries-writer.js';

/** A staging bucket in memory, for specs: builds members of a descriptor and opens their blobs. */
export class MemoryBlobs implements StagingBucket {
  readonly blobs = new Map<string, Buffer>();

  /** Gives small chunks, so that nothing may rely on their borders. */
  readonly open: OpenBlob = (key, range) => {
    const blob = this.blobs.get(key);
    if (!blob) return Promise.reject(new Error(`No blob ${key}`));
    const bytes = range ? blob.subarray(range.start, range.end + 1) : blob;
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 1000) chunks.push(bytes.subarray(at, at + 1000));
    return Promise.resolve(Readable.from(chunks));
  };

  put(key: string, body: Buffer): Promise<void> {
    if (this.blobs.has(key)) return Promise.reject(new Failure('object-exists', 'hub', `${key} is there`));
    this.blobs.set(key, body);
    return Promise.resolve();
  }

  async putStream(key: string, body: Readable): Promise<void> {
    await this.put(key, Buffer.concat((await body.toArray()) as Buffer[]));
  }

  /** A file of one segment per Buffer, with `separator` between them. */
  async file(name: string, plains: readonly Buffer[], separator?: string): Promise<FileEntry> {
    const parts: FilePart[] = [];
    for (const plain of plains) {
      if (separator && parts.length > 0)
        parts.push({ kind: 'literal', plain: Buffer.from(separator).toString('base64') });
      const stored: Buffer[] = [];
      const writer = new SegmentWriter((bytes) => void stored.push(bytes));
      await writer.write(plain);
      const sums = await writer.finish();
      parts.push({ kind: 'segment', segment: { key: this.keep(stored), ...sums } });
    }
    return { kind: 'file', name, parts };
  }

  async packed(files: readonly { readonly name: string; readonly plain: Buffer }[]): Promise<PackedEntries> {
    const stored: Buffer[] = [];
    const writer = new PackedEntriesWriter((bytes) => void stored.push(bytes));
    for (const { name, plain } of files) await writer.add(name, plain);
    const { entries, directory } = writer.finish();
    const packed = { ...sumsOf(Buffer.concat(stored)), key: this.keep(stored) };
    return {
      kind: 'packed',
      entries,
      packed,
      directory: { key: this.keep([directory]), bytes: directory.length, crc32: crc32(directory) },
    };
  }

  private keep(chunks: readonly Buffer[]): string {
    const key = `blob-${this.blobs.size}`;
    this.blobs.set(key, Buffer.concat(chunks));
    return key;
  }
}
