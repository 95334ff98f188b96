import { isDeepStrictEqual } from 'node:util';
import { Failure } from '@hub/failures';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Gate, planWords, SlicedWorkBench, type Process } from './testing/index.js';

const words = ['a', 'b', 'c'];

describe('A slice that nobody wants any more', () => {
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
    process = bench.process({ attempts: 1 });
  });

  /** Would run for ever, but ends when it is told. */
  const forEver = (started: Gate) => (_job: unknown, _slice: unknown, signal: AbortSignal) => {
    void started.pass();
    return new Promise<void>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('told to end')));
    });
  };
  const cancel = (): Promise<boolean> => process.transactions.run((tx) => process.work.cancel(tx, 'job'));
  const row = async (number: number): Promise<unknown> => {
    const rows: unknown[] = await bench.dataSource.query(
      'select attempt, failures, starts, due_at, queued_at from bench.job_slices where number = $1',
      [number],
    );
    return rows[0];
  };

  it('ends within two seconds of a cancellation, and is no failure', async () => {
    const started = new Gate();
    process.worker.before = forEver(started);
    await planWords(process, 'job', 2, words);
    const handled = process.work.runNext();
    await started.reached;
    const from = performance.now();
    await cancel();
    await handled;
    expect(performance.now() - from).toBeLessThan(2000);
    expect(await row(0)).toEqual({ attempt: 1, failures: 0, starts: 1, due_at: null, queued_at: null });
    expect(await process.work.job('job')).toMatchObject({ state: 'cancelled', failure: null });
    expect(process.worker.failedJobs).toEqual([]);
    expect(await process.work.runNext()).toBe(false);
  });

  it('ends in a conclusion as well', async () => {
    const started = new Gate();
    process.worker.beforeConclusion = (job, signal) => forEver(started)(job, null, signal);
    await planWords(process, 'job', 2, []);
    const handled = process.work.runNext();
    await started.reached;
    const from = performance.now();
    await cancel();
    await handled;
    expect(performance.now() - from).toBeLessThan(2000);
    expect(process.worker.finishedJobs).toEqual([]);
  });

  it('ends in a handler that does it inline', async () => {
    const started = new Gate();
    process.worker.before = forEver(started);
    await planWords(process, 'job', 2, ['a'], true);
    const handled = process.work.runInline('job', { correlationid: 'job' });
    await started.reached;
    await cancel();
    await handled;
    expect(process.worker.performed).toEqual(['job/0']);
    expect(await process.work.job('job')).toMatchObject({ state: 'cancelled', finished: 0 });
  });

  it('ends when another slice has failed the job, and is done again after a resume', async () => {
    const other = bench.process({ attempts: 1 });
    const started = new Gate();
    process.worker.before = forEver(started);
    other.worker.before = () => {
      throw new Failure('no-permission', 'destination', 'refused');
    };
    await planWords(process, 'job', 2, words);
    const handled = process.work.runNext();
    await started.reached;
    await other.work.runNext();
    await handled;
    expect(process.worker.failedJobs).toEqual([]);
    other.worker.before = () => undefined;
    await process.transactions.run((tx) => process.work.resume(tx, 'job'));
    while (await other.work.runNext());
    expect(other.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C' }]);
  });

  it('ends when another worker was faster, and the job goes on', async () => {
    const other = bench.process({ attempts: 1 });
    const started = new Gate();
    process.worker.before = forEver(started);
    await planWords(process, 'job', 1, words);
    const handled = process.work.runNext();
    await started.reached;
    await bench.passTime();
    await other.work.sweep();
    await other.work.runNext();
    await handled;
    while (await other.work.runNext());
    expect(other.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C' }]);
  });

  it('counts no failure of a worker whose slice another one has taken', async () => {
    const other = bench.process({ attempts: 1 });
    const [frozen, working] = [new Gate(), new Gate()];
    process.worker.before = async () => {
      await frozen.pass();
      throw new Error('the connection broke while it was frozen');
    };
    other.worker.before = () => working.pass();
    await planWords(process, 'job', 1, ['a']);
    const late = process.work.runNext();
    await frozen.reached;
    await bench.passTime();
    await other.work.sweep();
    const taken = other.work.runNext();
    await working.reached;
    frozen.open();
    await late;
    expect(await row(0)).toMatchObject({ attempt: 1, failures: 0, starts: 2 });
    working.open();
    await taken;
    expect(await process.work.job('job')).toMatchObject({ state: 'concluding', finished: 1 });
  });

  it('is left running while it is wanted', async () => {
    const long = new Gate();
    let aborted = false;
    process = bench.process({ sweepAfterMs: 60 });
    process.worker.before = async (_job, _slice, signal) => {
      await long.pass();
      aborted = signal.aborted;
    };
    await planWords(process, 'job', 1, ['a']);
    const handled = process.work.runNext();
    await long.reached;
    for (let renewals = 0; renewals < 3; renewals++) {
      const before = await row(0);
      await eventually(async () => !isDeepStrictEqual(await row(0), before));
    }
    long.open();
    await handled;
    expect(aborted).toBe(false);
  });
});
