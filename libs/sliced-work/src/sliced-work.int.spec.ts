import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SlicedWorkBench, type Process } from './testing/index.js';

const words = ['a', 'b', 'c', 'd', 'e'];

describe('SlicedWork', () => {
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

  const plan = (id: string, width: number, inputs: readonly string[] = words, inline = false): Promise<boolean> =>
    process.transactions.run((tx) => process.work.plan(tx, { id, width, context: { name: id }, inline }, inputs));
  const deliver = async (by: Process = process): Promise<number> => {
    const events = await bench.take();
    for (const event of events) await by.work.handle(event);
    return events.length;
  };
  const deliverAll = async (): Promise<void> => {
    while ((await deliver()) > 0);
  };

  it('does all slices, concludes once and keeps the outcome', async () => {
    expect(await plan('job', 2)).toBe(true);
    await deliverAll();
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
    expect(process.worker.progress).toEqual([1, 2, 3, 4, 5]);
    expect(await process.work.job('job')).toMatchObject({
      state: 'done',
      slices: 5,
      finished: 5,
      context: { name: 'job' },
    });
    expect(await process.work.outcome('job')).toBe('A B C D E');
    expect(await process.work.openSlices()).toBe(0);
  });

  it('does a job of one slice in the handler that planned it', async () => {
    await plan('small', 2, ['a'], true);
    expect(await bench.take()).toEqual([]);
    await process.work.runInline('small', { correlationid: 'small' });
    expect(process.worker.finishedJobs).toEqual([{ id: 'small', outcome: 'A' }]);
    expect(await bench.take()).toEqual([]);
  });
});
