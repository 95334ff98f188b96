import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Gate, planWords, SlicedWorkBench, type Process } from './testing/index.js';

describe('Jobs that grow', () => {
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
    process = growing();
  });

  /** The slice of the word `plan` adds five, that of `e` two more. */
  const growing = (): Process => {
    const made = bench.process({ attempts: 1 });
    const added: Record<string, string[]> = { plan: ['a', 'b', 'c', 'd', 'e'], e: ['f', 'g'] };
    made.worker.further = ({ input }) => added[input] ?? [];
    return made;
  };
  const all = 'PLAN A B C D E F G';
  const queued = async (): Promise<number[]> => {
    const rows: { number: number }[] = await bench.dataSource.query(
      'select number from bench.job_slices where queued_at is not null order by queued_at, number',
    );
    return rows.map(({ number }) => number);
  };

  it('does what slices have added, in order, before it concludes', async () => {
    await planWords(process, 'job', 2, ['plan']);
    expect(await process.work.openSlices()).toBe(2);
    await process.work.runNext();
    expect(await process.work.job('job')).toMatchObject({ state: 'open', slices: 6, finished: 1 });
    expect(await process.work.openSlices()).toBe(6);
    await bench.deliverAll(process);
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: all }]);
    expect(process.worker.performed.at(-1)).toBe('job/end');
    expect(await process.work.openSlices()).toBe(0);
  });

  it('is as wide again as it may be once it has slices for it', async () => {
    await planWords(process, 'job', 3, ['x', 'plan']);
    await process.work.runNext();
    expect(await queued()).toEqual([1]);
    await process.work.runNext();
    expect(await queued()).toEqual([2, 3, 4]);
    await process.work.runNext();
    expect(await queued()).toEqual([3, 4, 5]);
  });

  it('adds many at once', async () => {
    process.worker.further = ({ number }) => (number === 0 ? Array.from({ length: 1201 }, (_, n) => `w${n}`) : []);
    await planWords(process, 'job', 2, ['first', 'last']);
    await process.work.runNext();
    const inputs: { input: string }[] = await bench.dataSource.query(
      'select input from bench.job_slices order by number',
    );
    expect(inputs.map(({ input }) => input)).toEqual([
      'first',
      'last',
      ...Array.from({ length: 1201 }, (_, n) => `w${n}`),
      null,
    ]);
  });

  it('drops what comes with a late result', async () => {
    const zombie = growing();
    const frozen = new Gate();
    zombie.worker.before = () => frozen.pass();
    await planWords(process, 'job', 2, ['plan']);
    const late = zombie.work.runNext();
    await frozen.reached;
    await bench.passTime();
    await process.work.sweep();
    await process.work.runNext();
    frozen.open();
    await late;
    expect(await process.work.job('job')).toMatchObject({ slices: 6, finished: 1 });
    while (await process.work.runNext());
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: all }]);
  });

  it('adds nothing when the worker dies before its commit', async () => {
    process.worker.inTransaction = () => {
      throw new Error('killed');
    };
    await planWords(process, 'job', 2, ['plan']);
    await expect(process.work.runNext()).rejects.toThrow('killed');
    expect(await process.work.job('job')).toMatchObject({ slices: 1, finished: 0 });
    const survivor = growing();
    await bench.passTime();
    await survivor.work.sweep();
    while (await survivor.work.runNext());
    expect(survivor.worker.finishedJobs).toEqual([{ id: 'job', outcome: all }]);
  });

  it.each(['plan', 'c', 'e', 'g'])('goes on after a failure of %s', async (word) => {
    process.worker.before = (_job, { input }) => {
      if (input === word) throw new Error('this try fails');
    };
    await planWords(process, 'job', 2, ['plan']);
    while (await process.work.runNext());
    expect(await process.work.job('job')).toMatchObject({ state: 'failed' });
    process.worker.before = () => undefined;
    await process.transactions.run((tx) => process.work.resume(tx, 'job'));
    while (await process.work.runNext());
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: all }]);
    expect(await process.work.job('job')).toMatchObject({ state: 'done', slices: 8, finished: 8 });
  });

  it('grows no more once it is cancelled', async () => {
    const running = new Gate();
    process.worker.before = () => running.pass();
    await planWords(process, 'job', 2, ['plan']);
    const handled = process.work.runNext();
    await running.reached;
    await process.transactions.run((tx) => process.work.cancel(tx, 'job'));
    running.open();
    await handled;
    expect(await process.work.job('job')).toMatchObject({ state: 'cancelled', slices: 1, finished: 0 });
    expect(await queued()).toEqual([]);
  });

  it('goes to the bus when a job that was begun inline grows', async () => {
    await planWords(process, 'job', 2, ['plan'], true);
    await process.work.runInline('job', { correlationid: 'job' });
    expect(process.worker.performed).toEqual(['job/0']);
    expect((await bench.take()).map(({ data }) => data.slice)).toEqual([1, 2]);
    while (await process.work.runNext());
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: all }]);
  });
});
