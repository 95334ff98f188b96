import { execFileSync } from 'node:child_process';
import { closeSync, createWriteStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArchiveDescriptor } from '../descriptor.js';
import { describeArchive } from '../layout/archive-layout.js';
import { streamArchive } from '../layout/stream-archive.js';
import { MemoryBlobs } from '../testing/memory-blobs.js';
import { sampleText } from '../testing/sample-text.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const python = (script: string, ...args: string[]): unknown =>
  JSON.parse(execFileSync('python3', ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }));
const readBack = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps({'bad': z.testzip(), 'names': z.namelist(), 'sizes': [i.file_size for i in z.infolist()], 'dates': sorted({i.date_time for i in z.infolist()})}))`;

async function writeZip(name: string, descriptor: ArchiveDescriptor, blobs: MemoryBlobs): Promise<string> {
  const path = join(folder, name);
  await pipeline(Readable.from(streamArchive(descriptor, blobs.open)), createWriteStream(path));
  return path;
}

describe('readers that are not ours', () => {
  it('read files of segments and packed files', async () => {
    const blobs = new MemoryBlobs();
    const files = Array.from({ length: 70_000 }, (_, n) => ({
      name: `Aufgabe-${n}-ü.json`,
      plain: Buffer.from(`{"task":${n}}`),
    }));
    const members = [
      await blobs.file('data.json', [sampleText(1_200_000, 1), sampleText(10, 2)], ',\n'),
      await blobs.packed(files.slice(0, 35_000)),
      await blobs.packed(files.slice(35_000)),
      await blobs.file('manifest.json', [Buffer.alloc(0)]),
    ];
    // more than 65,535 entries: zip64 end records
    const path = await writeZip('many.zip', { version: 1, members, content: null }, blobs);
    expect(execFileSync('unzip', ['-tq', path], { encoding: 'utf8' })).toContain('No errors detected');
    const seen = python(readBack, path);
    expect(seen).toMatchObject({
      bad: null,
      names: ['data.json', ...files.map((file) => file.name), 'manifest.json'],
      dates: [[1980, 1, 1, 0, 0, 0]],
    });
  });

  it('read one that is larger than 4 GiB', async () => {
    // one staged segment, named over and over: 4.4 GB of plain bytes, and packed files beyond the border
    const blobs = new MemoryBlobs();
    const once = await blobs.file('once', [Buffer.alloc(64 * 1024 * 1024)]);
    const data = { ...once, name: 'huge.json', parts: Array.from({ length: 66 }, () => once.parts[0]!) };
    const late = await blobs.packed([{ name: 'late.json', plain: Buffer.from('late') }]);
    const path = await writeZip('huge.zip', { version: 1, members: [data, late], content: null }, blobs);
    const sizes = python(
      `import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1]); print(json.dumps([i.file_size for i in z.infolist()]))`,
      path,
    );
    expect(sizes).toEqual([66 * 64 * 1024 * 1024, 4]);
    expect(execFileSync('unzip', ['-p', path, 'late.json'], { encoding: 'utf8' })).toBe('late');
  });

  it('find files whose offset is beyond 4 GiB', async () => {
    // only headers, directory and end are real; the data between is a hole in the file
    const blobs = new MemoryBlobs();
    const file = await blobs.packed([{ name: 'first.json', plain: Buffer.from('first') }]);
    const last = await blobs.packed([
      { name: 'last.json', plain: Buffer.from('last') },
      { name: 'end.json', plain: Buffer.from('end') },
    ]);
    const hole = {
      key: 'hole',
      storedBytes: 5 * 2 ** 30,
      storedCrc32: 0,
      storedCrc32c: 0,
      plainBytes: 5 * 2 ** 30,
      plainCrc32: 0,
    };
    const members = [
      file,
      { kind: 'file' as const, name: 'hole.bin', parts: [{ kind: 'segment' as const, segment: hole }] },
      last,
      await blobs.file('m', [Buffer.from('m')]),
    ];
    const layout = describeArchive({ version: 1, members, content: null });
    const path = join(folder, 'hole.zip');
    const out = openSync(path, 'w');
    let at = 0;
    for (const piece of layout.pieces) {
      if (!(piece.kind === 'blob' && piece.key === 'hole')) {
        let offset = at;
        for await (const chunk of streamArchive({ ...layout, pieces: [piece] }, blobs.open))
          offset += writeSync(out, chunk, 0, chunk.length, offset);
      }
      at += piece.bytes;
    }
    closeSync(out);
    const seen = python(
      `import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1]); print(json.dumps({n: z.read(n).decode() for n in ['first.json', 'last.json', 'end.json', 'm']} | {'offset': z.getinfo('last.json').header_offset}))`,
      path,
    );
    expect(seen).toMatchObject({ 'first.json': 'first', 'last.json': 'last', 'end.json': 'end', m: 'm' });
    expect((seen as { offset: number }).offset).toBeGreaterThan(5 * 2 ** 30);
    expect(execFileSync('unzip', ['-p', path, 'end.json'], { encoding: 'utf8' })).toBe('end');
  });
});
