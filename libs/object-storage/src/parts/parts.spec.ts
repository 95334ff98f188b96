import fc from 'fast-check';
import { cutIntoParts } from './cut-into-parts.js';
import { inFlight } from './in-flight.js';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe('cutIntoParts', () => {
  it('keeps every byte and cuts evenly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 50 })),
        fc.integer({ min: 1, max: 40 }),
        async (chunks, size) => {
          const parts: Buffer[] = [];
          for await (const part of cutIntoParts(from(chunks.map((chunk) => Buffer.from(chunk))), size))
            parts.push(part);
          expect(Buffer.concat(parts)).toEqual(Buffer.concat(chunks));
          expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
          expect(parts.every((part) => part.length > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('inFlight', () => {
  it('keeps the order and the width', async () => {
    let running = 0;
    let most = 0;
    const results = await inFlight(from([5, 1, 4, 2, 3]), 2, async (n) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < n; turn++) await Promise.resolve();
      running--;
      return n * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('stops asking after an error and waits for what is running', async () => {
    const begun: number[] = [];
    let finished = 0;
    const work = async (n: number): Promise<void> => {
      begun.push(n);
      if (n === 2) throw new Error('second broke');
      await new Promise((resolve) => setImmediate(resolve));
      finished++;
    };
    await expect(inFlight(from([1, 2, 3, 4, 5, 6]), 2, work)).rejects.toThrow('second broke');
    expect(begun.length).toBeLessThan(6);
    expect(finished).toBe(begun.length - 1);
  });
});
