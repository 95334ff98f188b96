import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { archiveDescriptorSchema, type ArchiveMember } from '../descriptor.js';
import { streamArchive } from '../layout/stream-archive.js';
import type { OpenBlob } from '../read/open-blob.js';
import { Staging, type StagingBucket } from '../staging/staging.js';
import { PackedEntriesWriter } from '../zip/packed-entries-writer.js';

/**
 * A program for a spec: packs so many small files in slices, as a Split export does, then streams their archive to a
 * path, as a delivery does. Prints the most memory it had, in MiB. In a process of its own, so that nothing else counts.
 */
const filesPerSlice = 5000;

export const manyFilesName = (n: number): string =>
  `frame_${n}.jpg-65f0000000000000${n.toString(16).padStart(8, '0')}.json`;
export const manyFilesText = (n: number): string =>
  `{"externalId":"frame_${n}.jpg","task":{"taskId":"65f0000000000001${n.toString(16).padStart(8, '0')}","tools":[{"bounding-box":{"x":${n % 1920},"y":${n % 1080},"width":${n % 300},"height":${n % 200}}}]}}`;

async function packSlice(staging: Staging, from: number, to: number): Promise<ArchiveMember> {
  const stored: Buffer[] = [];
  const writer = new PackedEntriesWriter((bytes) => void stored.push(bytes));
  for (let n = from; n < to; n++) await writer.add(manyFilesName(n), Buffer.from(manyFilesText(n)));
  const { entries, packed, directory } = writer.finish();
  return { kind: 'packed', entries, ...(await staging.putPack('many', String(from), stored, packed, directory)) };
}

async function main(count: number, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-many-files-'));
  const bucket: StagingBucket = {
    put: (key, body) => {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      return writeFile(join(folder, key), body);
    },
    putStream: (key, body) => pipeline(body, createWriteStream(join(folder, key))),
  };
  const open: OpenBlob = (key, range) => Promise.resolve(createReadStream(join(folder, key), range));
  try {
    const staging = new Staging(bucket, 'build');
    const members: ArchiveMember[] = [];
    for (let from = 0; from < count; from += filesPerSlice)
      members.push(await packSlice(staging, from, Math.min(count, from + filesPerSlice)));
    // the descriptor goes from one service to the next as JSON
    const descriptor = archiveDescriptorSchema.parse(
      JSON.parse(JSON.stringify({ version: 1, members, content: null })),
    );
    await pipeline(Readable.from(streamArchive(descriptor, open)), createWriteStream(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
}

if (require.main === module) {
  const [count, path] = process.argv.slice(2) as [string, string];
  void main(Number(count), path);
}
