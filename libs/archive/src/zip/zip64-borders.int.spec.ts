import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ArchiveDescriptor, ArchiveMember } from '../descriptor.js';
import { describeArchive } from '../layout/archive-layout.js';
import { streamArchive } from '../layout/stream-archive.js';
import { MemoryBlobs } from '../testing/memory-blobs.js';

/**
 * Sizes and offsets around 4 GiB, of archives that were never written: headers, directory and small files are real, the
 * data of large files is a hole in a sparse file. Python's zipfile tells what it finds, and a second look compares each
 * local header with its directory record.
 */
const folder = mkdtempSync(join(tmpdir(), 'hub-zip64-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const python = `
import json, struct, sys, zipfile

def local(f, i):
    f.seek(i.header_offset)
    sig, version, flags, method, _, _, crc, stored, plain, name, extra = struct.unpack('<4s5H3L2H', f.read(30))
    assert sig == b'PK\\x03\\x04' and f.read(name).decode() == i.filename
    rest = f.read(extra)
    if 0xffffffff in (stored, plain):
        kind, length, plain, stored = struct.unpack('<2H2Q', rest)
        assert (kind, length) == (1, 16) and version >= 45 and i.extract_version >= 45
    assert (crc, stored, plain) == (i.CRC, i.compress_size, i.file_size), i
    return f.tell()

with zipfile.ZipFile(sys.argv[1]) as z, open(sys.argv[1], 'rb') as f:
    small = {i.filename: z.read(i).decode() for i in z.infolist() if i.file_size < 1000 and not i.filename.startswith('hole')}
    entries = [[i.filename, i.file_size, i.compress_size, i.header_offset, local(f, i)] for i in z.infolist()]
    print(json.dumps({'small': small, 'entries': entries}))
`;

interface Found {
  small: Record<string, string>;
  /** Name, plain bytes, stored bytes, offset, where its data begins. */
  entries: [string, number, number, number, number][];
}

/** Only what is known is written; holes stay holes. */
async function writeSparse(descriptor: ArchiveDescriptor, blobs: MemoryBlobs): Promise<string> {
  const path = join(folder, 'sparse.zip');
  const layout = describeArchive(descriptor);
  const file = openSync(path, 'w');
  let offset = 0;
  for (const piece of layout.pieces) {
    let at = offset;
    if (!(piece.kind === 'blob' && piece.key === 'hole'))
      for await (const chunk of streamArchive({ ...layout, pieces: [piece] }, blobs.open))
        at += writeSync(file, chunk, 0, chunk.length, at);
    offset += piece.bytes;
  }
  closeSync(file);
  expect(offset).toBe(layout.bytes);
  return path;
}

const hole = (name: string, plainBytes: number, storedBytes: number): ArchiveMember => ({
  kind: 'file',
  name,
  parts: [
    {
      kind: 'segment',
      segment: { key: 'hole', storedBytes, storedCrc32: 1, storedCrc32c: 2, plainBytes, plainCrc32: 3 },
    },
  ],
});

const limit = 2 ** 32 - 1;
/** The block that ends a deflate stream. */
const finalBytes = 2;
const size = fc.oneof(
  fc.integer({ min: limit - 2, max: limit + 2 }),
  fc.integer({ min: limit - 200, max: limit + 200 }),
  fc.constantFrom(100, 2 ** 31, 3 * 2 ** 32),
);
const member = fc.oneof(
  fc.record({ kind: fc.constant('hole' as const), plain: size, stored: size }),
  fc.record({ kind: fc.constant('packed' as const), files: fc.integer({ min: 1, max: 6 }) }),
);

/** What should be found, by the arithmetic of the format alone. */
class Expected {
  readonly found: Found = { small: {}, entries: [] };
  private offset = 0;

  add(name: string, plain: number, stored: number): void {
    const extra = plain >= limit || stored >= limit ? 20 : 0;
    const begin = this.offset + 30 + Buffer.byteLength(name) + extra;
    this.found.entries.push([name, plain, stored, this.offset, begin]);
    this.offset = begin + stored;
  }
}

const hasPython = spawnSync('python3', ['-c', 'import zipfile']).status === 0;
const check = hasPython || process.env['CI'] ? it : it.skip;

check('sizes and offsets around 4 GiB are where the format wants them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(member, { minLength: 1, maxLength: 5 }), async (members) => {
      const blobs = new MemoryBlobs();
      const expected = new Expected();
      const made: ArchiveMember[] = [];
      for (const [n, one] of members.entries()) {
        if (one.kind === 'hole') {
          made.push(hole(`hole-${n}`, one.plain, one.stored - finalBytes));
          expected.add(`hole-${n}`, one.plain, one.stored);
          continue;
        }
        const files = Array.from({ length: one.files }, (_, i) => ({
          name: `ü-${n}-${i}`,
          plain: Buffer.from(`${n}-${i}`),
        }));
        made.push(await blobs.packed(files));
        for (const { name, plain } of files) {
          // too short to be worth more than fixed codes: header bits, the letters, the end
          expected.add(name, plain.length, plain.length + 2);
          expected.found.small[name] = plain.toString();
        }
      }
      const path = await writeSparse({ version: 1, members: made, content: null }, blobs);
      const found = JSON.parse(execFileSync('python3', ['-c', python, path], { encoding: 'utf8' })) as Found;
      expect(found).toEqual(expected.found);
    }),
    // the border lies between two files of one member
    {
      numRuns: 40,
      examples: [
        [
          [
            { kind: 'hole', plain: 100, stored: limit - 100 },
            { kind: 'packed', files: 6 },
          ],
        ],
      ],
    },
  );
});
