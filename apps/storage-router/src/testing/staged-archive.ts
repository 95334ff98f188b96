import { createHash, randomBytes } from 'node:crypto';
import {
  crc32,
  describeArchive,
  streamArchive,
  sumsOf,
  type ArchiveDescriptor,
  type FilePart,
  type SegmentSums,
  type Sums,
} from '@hub/archive';
import type { ArchiveBuilt, DataOf } from '@hub/event-contracts';
import type { ObjectStorage } from '@hub/object-storage';

const segmentBytes = 700_000;

export interface StagedArchive {
  readonly event: DataOf<typeof ArchiveBuilt>;
  readonly zip: Buffer;
  readonly sha256: string;
  /** Of the zip. */
  readonly sums: Sums;
  readonly segmentKeys: readonly string[];
}

export interface StagedArchiveOptions {
  /** Bytes that do not compress. */
  readonly bytes?: number;
  readonly attempt?: number;
  readonly fileName?: string;
}

/** Puts an archive of random content into the staging bucket, as the builder would. */
export async function stageArchive(
  staging: ObjectStorage,
  exportId: string,
  options: StagedArchiveOptions = {},
): Promise<StagedArchive> {
  const {
    bytes: wanted = 1000,
    attempt = 1,
    fileName = 'Street_scenes-task-export-2026-11-24-10_00_00_GMT.zip',
  } = options;
  const bytes = Math.floor(wanted);
  const parts: FilePart[] = [];
  for (let left = bytes; left > 0; left -= segmentBytes) {
    const { stored, sums } = uncompressed(randomBytes(Math.min(left, segmentBytes)));
    const key = `exports/${exportId}/build/segment-${parts.length}`;
    const segment = { key, ...sums };
    await staging.put(key, stored);
    parts.push({ kind: 'segment', segment });
  }
  const descriptor: ArchiveDescriptor = {
    version: 1,
    members: [{ kind: 'file', name: 'data.json', parts }],
    content: null,
  };
  const key = `exports/${exportId}/build/descriptor.json`;
  const body = Buffer.from(JSON.stringify(descriptor));
  await staging.put(key, body);
  const chunks: Buffer[] = [];
  for await (const chunk of streamArchive(descriptor, (blob, range) => staging.get(blob, range))) chunks.push(chunk);
  const zip = Buffer.concat(chunks);
  return {
    event: {
      exportId,
      attempt,
      organizationId: 'o1',
      projectId: 'p1',
      projectName: 'Street scenes',
      format: 'json',
      converter: null,
      archive: {
        descriptor: { key, bytes: body.length },
        fileName,
        bytes: describeArchive(descriptor).bytes,
        reconciliation: { selected: 10, exported: 10, quarantined: 0, empty: 0 },
        annotations: 100,
      },
    },
    zip,
    sha256: createHash('sha256').update(zip).digest('hex'),
    sums: sumsOf(zip),
    segmentKeys: parts.flatMap((part) => (part.kind === 'segment' ? [part.segment.key] : [])),
  };
}

/** A segment of stored deflate blocks: what specs need is bytes, not compression, and this costs no time. */
function uncompressed(plain: Buffer): { stored: Buffer; sums: SegmentSums } {
  const blocks: Buffer[] = [];
  for (let at = 0; at < plain.length; at += 65_535) {
    const block = plain.subarray(at, at + 65_535);
    const head = Buffer.alloc(5);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(~block.length & 0xffff, 3);
    blocks.push(head, block);
  }
  const stored = Buffer.concat(blocks);
  const { bytes, crc32: storedCrc32, crc32c: storedCrc32c } = sumsOf(stored);
  return {
    stored,
    sums: { storedBytes: bytes, storedCrc32, storedCrc32c, plainBytes: plain.length, plainCrc32: crc32(plain) },
  };
}
