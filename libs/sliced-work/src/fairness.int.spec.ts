import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planWords, SlicedWorkBench, type Process } from './testing/index.js';

const words = (count: number): string[] => Array.from({ length: count }, (_, n) => `w${n}`);

describe('Turns of jobs', () => {
  let database: TestDatabase;
  let bench: SlicedWorkBench;
  let process: Process;

  beforeAll(async () => {
    database = await startTestDatabase();
    bench = await SlicedWorkBench.open(database.url);
  });
  afterAll(async () => {
    await bench.close();
    await database.stop();
  });
  beforeEach(async () => {
    await bench.clear();
    process = bench.process();
  });

  const perform = async (slices: number): Promise<void> => {
    for (let n = 0; n < slices; n++) await process.work.runNext();
  };
  /** Performed so far, by job. */
  const turns = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const name of process.worker.performed) {
      const job = name.split('/')[0] ?? '';
      counts[job] = (counts[job] ?? 0) + 1;
    }
    return counts;
  };

  it('go round between giants, however many there are', async () => {
    for (let n = 0; n < 5; n++) await planWords(process, `giant${n}`, 2, words(50));
    for (let round = 0; round < 10; round++) {
      await perform(10);
      expect(Object.values(turns())).toEqual([1, 2, 3, 4, 5].map(() => 2 * (round + 1)));
    }
  });

  it('come to a small job at once, and to the end of it soon', async () => {
    for (let n = 0; n < 4; n++) await planWords(process, `giant${n}`, 2, words(50));
    await perform(13);
    await planWords(process, 'small', 2, words(2));
    const before = process.worker.performed.length;
    while (process.worker.finishedJobs.length === 0) await perform(1);
    const since = process.worker.performed.slice(before);
    // what was queued before it, then its slices; once more around, then its conclusion
    expect(since.indexOf('small/0')).toBe(8);
    expect(since.indexOf('small/1')).toBe(9);
    expect(since.indexOf('small/end')).toBe(18);
  });

  it('are as many as a job is wide', async () => {
    await planWords(process, 'wide', 6, words(200));
    await planWords(process, 'narrow', 2, words(200));
    await perform(80);
    expect(turns()).toEqual({ wide: 60, narrow: 20 });
  });

  it('come no more often to a giant that is planned piece by piece', async () => {
    process.worker.further = ({ input }) => (input === 'w0' ? words(8) : []);
    await planWords(process, 'growing', 2, words(8));
    await planWords(process, 'giant', 2, words(100));
    await perform(60);
    expect(turns()).toEqual({ growing: 30, giant: 30 });
  });

  it('never keep a job waiting for more slices than all others are wide', async () => {
    const arrival = fc.record({
      width: fc.integer({ min: 1, max: 4 }),
      slices: fc.integer({ min: 1, max: 12 }),
      after: fc.nat(8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 2, maxLength: 6 }), async (arrivals) => {
        await bench.clear();
        process = bench.process();
        const bounds: { job: string; at: number; most: number }[] = [];
        let widths = 0;
        for (const [n, { width, slices, after }] of arrivals.entries()) {
          await perform(after);
          bounds.push({ job: `job${n}`, at: process.worker.performed.length, most: widths });
          await planWords(process, `job${n}`, width, words(slices));
          widths += width;
        }
        while (await process.work.runNext());
        expect(process.worker.finishedJobs).toHaveLength(arrivals.length);
        for (const { job, at, most } of bounds)
          expect(process.worker.performed.slice(at).indexOf(`${job}/0`)).toBeLessThanOrEqual(most);
      }),
      { numRuns: 40, interruptAfterTimeLimit: 20_000 },
    );
  });
});
