import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { crc32 } from '../checksums/crc.js';
import type { ArchiveDescriptor } from '../descriptor.js';
import { describeArchive } from '../layout/archive-layout.js';
import { streamArchive } from '../layout/stream-archive.js';
import { MemoryBlobs } from '../testing/memory-blobs.js';
import { randomArchive } from '../testing/random-archive.js';
import { readZip, type ZippedFile } from '../testing/read-zip.js';
import { zipReaders, type EntrySeen, type ZipReader } from '../testing/zip-readers.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function writeZip(name: string, descriptor: ArchiveDescriptor, blobs: MemoryBlobs): Promise<string> {
  const path = join(folder, name);
  await pipeline(Readable.from(streamArchive(descriptor, blobs.open)), createWriteStream(path));
  return path;
}

const entriesOf = (files: readonly ZippedFile[]): EntrySeen[] =>
  files.map(({ name, plain }) => ({ name, bytes: plain.length, crc32: crc32(plain) }));

const seenBy = async (reader: ZipReader, path: string): Promise<EntrySeen[]> =>
  (await Readable.from(reader.read(path)).toArray()) as EntrySeen[];

/** The first count that a field of 16 bits cannot hold. */
const count = 0x10000;
const manyFiles = (): ZippedFile[] =>
  Array.from({ length: count }, (_, n) => ({ name: `Aufgabe-${n}-ü.json`, plain: Buffer.from(`{"task":${n}}`) }));

beforeAll(async () => {
  const blobs = new MemoryBlobs();
  const files = manyFiles();
  const members = [
    await blobs.file(files[0]!.name, [files[0]!.plain]),
    await blobs.packed(files.slice(1, count / 2)),
    await blobs.packed(files.slice(count / 2, -1)),
    await blobs.file(files.at(-1)!.name, [files.at(-1)!.plain]),
  ];
  await writeZip('many.zip', { version: 1, members, content: null }, blobs);
});

/** CI installs every reader; elsewhere a missing one is skipped where everybody sees it. */
const readers = zipReaders.map((reader) => ({ reader, check: reader.installed || process.env['CI'] ? it : it.skip }));

for (const { reader, check } of readers) {
  describe(reader.name, () => {
    check('reads files of segments, literals and packed ones, whatever their names', async () => {
      await fc.assert(
        fc.asyncProperty(randomArchive, async (making) => {
          const { descriptor, blobs, files } = await making;
          fc.pre(files.length > 0);
          const path = await writeZip('random.zip', descriptor, blobs);
          expect(await seenBy(reader, path)).toEqual(entriesOf(files));
        }),
        { numRuns: 8 },
      );
    });

    check(`reads ${count} entries`, async () => {
      const seen = await seenBy(reader, join(folder, 'many.zip'));
      expect([seen.length, digestOf(seen)]).toEqual([count, digestOf(entriesOf(manyFiles()))]);
    });
  });
}

/** One number for a list that nobody wants printed. */
const digestOf = (entries: readonly EntrySeen[]): number => crc32(Buffer.from(JSON.stringify(entries)));

it('any archive holds what was put in, byte for byte, and goes on at any byte', async () => {
  await fc.assert(
    fc.asyncProperty(randomArchive, fc.double({ min: 0, max: 1, noNaN: true }), async (making, share) => {
      const { descriptor, blobs, files } = await making;
      const layout = describeArchive(descriptor);
      const zip = await buffer(Readable.from(streamArchive(layout, blobs.open)));
      expect([zip.length, layout.entries]).toEqual([layout.bytes, files.length]);
      const read = await readZip(zip);
      expect(read.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
      for (const [n, { plain }] of files.entries()) expect(read[n]!.plain.equals(plain)).toBe(true);
      const from = Math.floor(share * zip.length);
      const rest = await buffer(Readable.from(streamArchive(layout, blobs.open, from)));
      expect(rest.equals(zip.subarray(from))).toBe(true);
    }),
    { numRuns: 60 },
  );
});
