import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from '../checksums/crc.js';
import type { ArchiveDescriptor, FileEntry } from '../descriptor.js';
import { describeArchive, plainFacts } from '../layout/archive-layout.js';
import { streamArchive } from '../layout/stream-archive.js';
import type { OpenBlob } from '../read/open-blob.js';
import { manyFilesName, manyFilesText } from '../testing/many-files-process.js';
import { MemoryBlobs } from '../testing/memory-blobs.js';
import { zipReaders, type EntrySeen, type ZipReader } from '../testing/zip-readers.js';

/** No server is needed, but minutes and 5 GB of disk: only CI spends them, like those for specs of servers. */
const folder = mkdtempSync(join(tmpdir(), 'hub-big-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readers = zipReaders.map((reader) => [reader.name, reader] as const);
const MiB = 2 ** 20;
const GiB = 2 ** 30;

describe('entries and archives of more than 4 GiB', () => {
  const path = join(folder, 'big.zip');
  const blobs = new MemoryBlobs();
  const open: OpenBlob = (key, range) => {
    const blob = blobs.blobs.get(key)!;
    return Promise.resolve(Readable.from([range ? blob.subarray(range.start, range.end + 1) : blob]));
  };
  const descriptor: { version: 1; members: ArchiveDescriptor['members']; content: null } = {
    version: 1,
    members: [],
    content: null,
  };
  let expected: EntrySeen[] = [];

  beforeAll(async () => {
    // one staged segment each, named over and over
    const repeated = async (name: string, plain: Buffer, times: number): Promise<FileEntry> => {
      const { parts } = await blobs.file(name, [plain]);
      return { kind: 'file', name, parts: Array.from({ length: times }, () => parts[0]!) };
    };
    const zeros = await repeated('zeros.json', Buffer.alloc(64 * MiB), 80);
    const noise = await repeated('noise.json', randomBytes(16 * MiB), 260);
    const late = [1, 2, 3].map((n) => ({ name: `spät-${n}.json`, plain: Buffer.from(`{"late":${n}}`) }));
    const manifest = await blobs.file('manifest.json', [Buffer.from('{}')]);
    descriptor.members = [zeros, noise, await blobs.packed(late), manifest];
    const seen = (entry: FileEntry): EntrySeen => {
      const { plainBytes, plainCrc32 } = plainFacts(entry);
      return { name: entry.name, bytes: plainBytes, crc32: plainCrc32 };
    };
    expected = [
      seen(zeros),
      seen(noise),
      ...late.map(({ name, plain }) => ({ name, bytes: plain.length, crc32: crc32(plain) })),
      seen(manifest),
    ];
    await pipeline(Readable.from(streamArchive(descriptor, open)), createWriteStream(path));
  }, 600_000);
  afterAll(() => rmSync(path, { force: true }));

  it('are as large as they were said to be', () => {
    expect(statSync(path).size).toBe(describeArchive(descriptor).bytes);
    expect(statSync(path).size).toBeGreaterThan(4 * GiB);
    expect(expected[0]!.bytes).toBeGreaterThan(4 * GiB);
    expect(expected[1]!.bytes).toBeGreaterThan(4 * GiB);
  });

  it.each(readers)(
    'are read by %s',
    async (_, reader) => expect(await seenBy(reader, path)).toEqual(expected),
    900_000,
  );

  it('go on beyond 4 GiB with the bytes that were missing', async () => {
    for (const from of [4 * GiB - 1, 4 * GiB + 12_345, statSync(path).size - 300])
      expect(await sumOf(streamArchive(descriptor, open, from))).toBe(
        await sumOf(createReadStream(path, { start: from })),
      );
  }, 300_000);
});

describe('a million small files', () => {
  const million = 1_000_000;
  const path = join(folder, 'million.zip');
  afterAll(() => rmSync(path, { force: true }));

  /** The most memory of a process that packs and delivers them, in MiB. */
  const memoryFor = (count: number): number => {
    const program = join(__dirname, '../../dist/testing/many-files-process.js');
    // the heap that builders have
    const heap = ['--max-old-space-size=128', '--max-semi-space-size=4'];
    return Number(execFileSync(process.execPath, [...heap, program, String(count), path], { encoding: 'utf8' }));
  };

  it('need no more memory than ten thousand', () => {
    const few = memoryFor(10_000);
    const many = memoryFor(million);
    expect(few).toBeGreaterThan(30);
    expect(many).toBeLessThan(1.3 * few + 16);
  }, 600_000);

  // yauzl makes a stream for each, which takes minutes: it reads 65,536 in outside-readers.int.spec.ts
  it.each(readers.filter(([name]) => name !== 'yauzl'))(
    'are read by %s',
    async (_, reader) => {
      let count = 0;
      for await (const { name, bytes, crc32: sum } of reader.read(path)) {
        const plain = Buffer.from(manyFilesText(count));
        if (name !== manyFilesName(count) || bytes !== plain.length || sum !== crc32(plain))
          throw new Error(`${name} of ${bytes} bytes where ${manyFilesName(count)} should be`);
        count++;
      }
      expect(count).toBe(million);
    },
    900_000,
  );
});

async function seenBy(reader: ZipReader, path: string): Promise<EntrySeen[]> {
  const entries: EntrySeen[] = [];
  for await (const entry of reader.read(path)) entries.push(entry);
  return entries;
}

async function sumOf(chunks: AsyncIterable<Buffer>): Promise<number> {
  let sum = 0;
  for await (const chunk of chunks) sum = crc32(chunk, sum);
  return sum;
}
