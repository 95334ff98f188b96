import fc from 'fast-check';
import { crc32 } from '../checksums/crc.js';
import { readEntryPlain } from '../read/read-plain.js';
import { chunkBytes } from '../segments/segment-writer.js';
import { MemoryBlobs } from '../testing/memory-blobs.js';
import { SegmentedFile } from './segmented-file.js';
import { Staging } from './staging.js';

const blobs = new MemoryBlobs();

const bytesOf = (length: number, seed: number): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + seed * 7 + (at >> 9)) & 255;
  return bytes;
};
let files = 0;
async function written(chunks: readonly Buffer[], limit: number) {
  const file = new SegmentedFile(new Staging(blobs, 'build'), 'e1', `file${files++}`, limit);
  for (const chunk of chunks) await file.write(chunk);
  return { segments: await file.finish(), plainBytes: file.plainBytes };
}
async function read(segments: Awaited<ReturnType<typeof written>>['segments']): Promise<Buffer> {
  const parts = segments.map((segment) => ({ kind: 'segment' as const, segment }));
  const chunks: Buffer[] = [];
  const plain = readEntryPlain({ kind: 'file', name: 'f', parts }, blobs.open);
  for await (const chunk of plain) chunks.push(chunk);
  return Buffer.concat(chunks);
}

it('gives back every byte, whatever the chunks and the limit, though its buffers are used again', async () => {
  const sizes = fc.array(
    fc.oneof(fc.nat(2000), fc.integer({ min: chunkBytes - 2, max: chunkBytes + 2 }), fc.nat(3 * chunkBytes)),
    {
      maxLength: 5,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.constantFrom(1000, chunkBytes, chunkBytes + 1, 3 * chunkBytes),
      async (lengths, limit) => {
        fc.pre(lengths.reduce((sum, length) => sum + length, 0) / limit < 40);
        const chunks = lengths.map(bytesOf);
        const { segments, plainBytes } = await written(chunks, limit);
        const expected = Buffer.concat(chunks);
        const actual = await read(segments);
        expect([actual.length, crc32(actual)]).toEqual([expected.length, crc32(expected)]);
        expect(plainBytes).toBe(expected.length);
        expect(Math.max(0, ...segments.map((segment) => segment.plainBytes))).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 30 },
  );
});

it('keeps a document in one segment when it fits into one', async () => {
  const { segments } = await written([bytesOf(700, 1), bytesOf(400, 2), bytesOf(600, 3)], 1000);
  expect(segments.map((segment) => segment.plainBytes)).toEqual([700, 1000]);
});

it('writes the same object under the same key when a slice is done twice', async () => {
  const staging = new Staging(blobs, 'build');
  const write = async () => {
    const file = new SegmentedFile(staging, 'e2', 'data/000000');
    await file.write(bytesOf(5000, 1));
    return file.finish();
  };
  expect(await write()).toEqual(await write());
});

it('stops what it uploads for somebody when he is told to stop', async () => {
  const stop = new AbortController();
  const hanging = {
    put: (_key: string, _body: Buffer, { signal }: { signal?: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        stop.abort(new Error('cancelled'));
      }),
    putStream: () => Promise.reject(new Error('small objects only')),
  };
  const file = new SegmentedFile(new Staging(hanging, 'build').until(stop.signal), 'e3', 'data/000000');
  await file.write(bytesOf(5000, 1));
  await expect(file.finish()).rejects.toThrow('cancelled');
});
