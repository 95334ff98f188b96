import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { crc32, crc32c } from '../checksums/crc.js';
import { sampleText } from '../testing/sample-text.js';
import { finalBlock, storedBlock } from './deflate-blocks.js';
import { chunkBytes, SegmentWriter } from './segment-writer.js';

async function segmentOf(writes: readonly Buffer[]) {
  const stored: Buffer[] = [];
  const writer = new SegmentWriter((bytes) => void stored.push(bytes));
  for (const write of writes) await writer.write(write);
  return { sums: await writer.finish(), stored: Buffer.concat(stored) };
}

describe('SegmentWriter', () => {
  it('gives an empty segment when nothing was written', async () => {
    const { sums, stored } = await segmentOf([]);
    expect(stored).toHaveLength(0);
    expect(sums).toEqual({ storedBytes: 0, storedCrc32: 0, storedCrc32c: 0, plainBytes: 0, plainCrc32: 0 });
  });

  it('gives the same bytes however the input is cut', async () => {
    const plain = sampleText(2 * chunkBytes + 777, 1);
    const whole = await segmentOf([plain]);
    const cut = await segmentOf([
      plain.subarray(0, 5),
      plain.subarray(5, chunkBytes),
      plain.subarray(chunkBytes, chunkBytes + 1),
      plain.subarray(chunkBytes + 1),
    ]);
    expect(cut).toEqual(whole);
    expect(whole.sums).toEqual({
      plainBytes: plain.length,
      plainCrc32: crc32(plain),
      storedBytes: whole.stored.length,
      storedCrc32: crc32(whole.stored),
      storedCrc32c: crc32c(whole.stored),
    });
  });

  it('joins with others and with literals by concatenation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: chunkBytes + 5000 }), { minLength: 1, maxLength: 4 }), async (sizes) => {
        const plains = sizes.map((size, n) => sampleText(size, n));
        const segments = await Promise.all(plains.map((plain) => segmentOf([plain])));
        const separator = Buffer.from(',\n');
        const stored = Buffer.concat([
          ...segments.flatMap((segment) => [segment.stored, storedBlock(separator)]),
          finalBlock,
        ]);
        expect(inflateRawSync(stored).equals(Buffer.concat(plains.flatMap((plain) => [plain, separator])))).toBe(true);
      }),
      { numRuns: 6 },
    );
  });

  it('waits for a slow sink instead of piling up', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let reached: () => void = () => undefined;
    const sinkReached = new Promise<void>((resolve) => (reached = resolve));
    const writer = new SegmentWriter(() => {
      reached();
      return gate;
    });
    const chunk = Buffer.alloc(chunkBytes);
    let written = 0;
    const writing = (async () => {
      for (; written < 60; written++) await writer.write(chunk);
    })();
    await sinkReached;
    expect(written).toBeLessThan(40);
    open();
    await writing;
    expect((await writer.finish()).plainBytes).toBe(60 * chunkBytes);
  });

  it('passes on the error of its sink', async () => {
    const writer = new SegmentWriter(() => Promise.reject(new Error('disk full')));
    await writer.write(Buffer.from('x'));
    await expect(writer.finish()).rejects.toThrow('disk full');
  });
});
