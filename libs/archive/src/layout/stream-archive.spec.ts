import fc from 'fast-check';
import { sumsOf } from '../checksums/byte-sums.js';
import {
  archiveDescriptorSchema,
  opaqueDescriptor,
  type ArchiveDescriptor,
  type ArchiveMember,
} from '../descriptor.js';
import { readEntryPlain, readPackedPlain, readSegmentPlain } from '../read/read-plain.js';
import { MemoryBlobs } from '../testing/memory-blobs.js';
import { sampleText } from '../testing/sample-text.js';
import { readZip } from '../testing/read-zip.js';
import { describeArchive } from './archive-layout.js';
import { streamArchive } from './stream-archive.js';

const descriptorOf = (members: ArchiveMember[]): ArchiveDescriptor => ({ version: 1, members, content: null });

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe('an archive streamed from its descriptor', () => {
  it('has the same content however it was cut into segments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 60_000 }),
        fc.array(fc.nat({ max: 60_000 }), { maxLength: 6 }),
        async (size, cuts) => {
          const plain = sampleText(size, 7);
          const borders = [0, ...cuts.map((cut) => Math.min(cut, size)).sort((a, b) => a - b), size];
          const blobs = new MemoryBlobs();
          const entry = await blobs.file(
            'data.json',
            borders.slice(1).map((end, n) => plain.subarray(borders[n], end)),
          );
          const descriptor = descriptorOf([entry]);
          const layout = describeArchive(descriptor);
          const zip = await bytesOf(streamArchive(descriptor, blobs.open));
          expect(layout.sums).toEqual(sumsOf(zip));
          expect(layout.bytes).toBe(zip.length);
          expect((await bytesOf(readEntryPlain(entry, blobs.open))).equals(plain)).toBe(true);
          expect(await readZip(zip)).toEqual([{ name: 'data.json', plain }]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('goes on at any byte', async () => {
    const blobs = new MemoryBlobs();
    const files = Array.from({ length: 50 }, (_, n) => ({ name: `task-${n}.json`, plain: sampleText(n * 37, n) }));
    const layout = describeArchive(
      descriptorOf([
        await blobs.file('data.json', [sampleText(50_000, 1), sampleText(0, 2), sampleText(20_000, 3)], ',\n'),
        await blobs.packed(files),
        await blobs.file('manifest.json', [Buffer.from('{}')]),
      ]),
    );
    const whole = await bytesOf(streamArchive(layout, blobs.open));
    expect(whole).toHaveLength(layout.bytes);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length }), async (from) => {
        expect((await bytesOf(streamArchive(layout, blobs.open, from))).equals(whole.subarray(from))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('moves packed files to where they land', async () => {
    const blobs = new MemoryBlobs();
    const first = [
      { name: 'a.json', plain: Buffer.from('a') },
      { name: 'empty.json', plain: Buffer.alloc(0) },
    ];
    const second = [{ name: 'b ü.json', plain: sampleText(200_000, 5) }];
    const members = [
      await blobs.packed(first),
      await blobs.packed(second),
      await blobs.file('manifest.json', [Buffer.from('{"m":1}')]),
    ];
    const zip = await bytesOf(streamArchive(descriptorOf(members), blobs.open));
    expect(await readZip(zip)).toEqual([...first, ...second, { name: 'manifest.json', plain: Buffer.from('{"m":1}') }]);
    const read = [];
    for (const member of members)
      if (member.kind === 'packed') for await (const file of readPackedPlain(member, blobs.open)) read.push(file);
    expect(read).toEqual([...first, ...second]);
  });

  it('keeps an archive without members and files without bytes', async () => {
    const blobs = new MemoryBlobs();
    expect(await readZip(await bytesOf(streamArchive(descriptorOf([]), blobs.open)))).toEqual([]);
    const empty = descriptorOf([
      { kind: 'file', name: 'nothing', parts: [] },
      await blobs.file('empty', [Buffer.alloc(0)]),
    ]);
    const zip = await bytesOf(streamArchive(empty, blobs.open));
    expect(await readZip(zip)).toEqual([
      { name: 'nothing', plain: Buffer.alloc(0) },
      { name: 'empty', plain: Buffer.alloc(0) },
    ]);
  });

  it('refuses staged bytes that changed, wherever they are', async () => {
    const blobs = new MemoryBlobs();
    const file = await blobs.file('data.json', [sampleText(5_000, 1)]);
    const packed = await blobs.packed([{ name: 'a', plain: sampleText(5_000, 2) }]);
    const descriptor = descriptorOf([file, packed]);
    const corrupt = expect.objectContaining({ name: 'Failure', code: 'segment-corrupt' });
    for (const [key, blob] of [...blobs.blobs]) {
      for (const changed of [Buffer.from(blob), blob.subarray(0, -1), Buffer.concat([blob, Buffer.from('x')])]) {
        if (changed.length === blob.length) changed[blob.length - 1]! ^= 1;
        blobs.blobs.set(key, changed);
        await expect(bytesOf(streamArchive(descriptor, blobs.open))).rejects.toEqual(corrupt);
      }
      blobs.blobs.set(key, blob);
    }
    await expect(bytesOf(streamArchive(descriptor, blobs.open))).resolves.toBeDefined();
  });

  it('reads one segment alone and notices a wrong plain sum', async () => {
    const blobs = new MemoryBlobs();
    const file = await blobs.file('data.json', [sampleText(3_000, 1), sampleText(700_000, 2)]);
    const segments = file.parts.flatMap((part) => (part.kind === 'segment' ? [part.segment] : []));
    expect((await bytesOf(readSegmentPlain(segments[1]!, blobs.open))).equals(sampleText(700_000, 2))).toBe(true);
    await expect(bytesOf(readSegmentPlain({ ...segments[1]!, plainCrc32: 1 }, blobs.open))).rejects.toMatchObject({
      code: 'segment-corrupt',
    });
  });

  it('gives an opaque blob as it is, from any byte, and refuses one that changed', async () => {
    const blobs = new MemoryBlobs();
    const file = sampleText(40_000, 3);
    await blobs.put('result', file);
    const descriptor = archiveDescriptorSchema.parse(
      JSON.parse(JSON.stringify(opaqueDescriptor({ key: 'result', ...sumsOf(file) }))),
    );
    expect(describeArchive(descriptor)).toMatchObject({ bytes: file.length, sums: sumsOf(file) });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: file.length }), async (from) => {
        expect((await bytesOf(streamArchive(descriptor, blobs.open, from))).equals(file.subarray(from))).toBe(true);
      }),
      { numRuns: 40 },
    );
    blobs.blobs.set('result', Buffer.concat([file.subarray(1), Buffer.from('x')]));
    await expect(bytesOf(streamArchive(descriptor, blobs.open))).rejects.toMatchObject({ code: 'segment-corrupt' });
    expect(
      await bytesOf(streamArchive(opaqueDescriptor({ key: 'none', ...sumsOf(Buffer.alloc(0)) }), blobs.open)),
    ).toEqual(Buffer.alloc(0));
    expect(
      archiveDescriptorSchema.safeParse({ ...descriptor, members: [await blobs.file('a', [Buffer.from('a')])] })
        .success,
    ).toBe(false);
  });

  it('stops when a blob is missing', async () => {
    const blobs = new MemoryBlobs();
    const file = await blobs.file('data.json', [sampleText(3_000, 1)]);
    blobs.blobs.clear();
    await expect(bytesOf(readEntryPlain(file, blobs.open))).rejects.toThrow('No blob');
  });
});
