import { createHash, randomBytes } from 'node:crypto';
import { describeArchive, SegmentWriter, streamArchive, type ArchiveDescriptor, type FilePart } from '@hub/archive';
import type { ArchiveBuilt, DataOf } from '@hub/event-contracts';
import type { ObjectStorage } from '@hub/object-storage';

export interface StagedArchive {
  readonly event: DataOf<typeof ArchiveBuilt>;
  readonly zip: Buffer;
  readonly sha256: string;
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
  for (let left = bytes; left > 0; left -= 700_000) {
    const stored: Buffer[] = [];
    const writer = new SegmentWriter((chunk) => void stored.push(chunk));
    await writer.write(randomBytes(Math.min(left, 700_000)));
    const key = `exports/${exportId}/build/segment-${parts.length}`;
    const segment = { key, ...(await writer.finish()) };
    await staging.put(key, Buffer.concat(stored));
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
    segmentKeys: parts.flatMap((part) => (part.kind === 'segment' ? [part.segment.key] : [])),
  };
}
