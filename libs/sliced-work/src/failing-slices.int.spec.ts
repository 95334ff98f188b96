import { Failure } from '@hub/failures';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Gate, planWords, SlicedWorkBench, type Process } from './testing/index.js';

const words = ['a', 'b', 'c', 'd', 'e'];

describe('SlicedWork when something goes wrong', () => {
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
    process = bench.process({ attempts: 3, backoffMs: 20 });
  });

  /** Delivers, passes the pauses and sweeps until nothing is left. */
  const untilQuiet = async (by: Process): Promise<void> => {
    do {
      await bench.deliverAll(by);
      await bench.passTime();
    } while ((await by.work.sweep()) > 0);
  };
  const failSlice = (by: Process, number: number, error: () => Error): void => {
    by.worker.before = (_job, slice) => {
      if (slice.number === number) throw error();
    };
  };

  it('tries a failing slice again after a pause, with its attempt counted', async () => {
    const attempts: number[] = [];
    process.worker.before = (_job, { number, attempt }) => {
      if (number !== 1) return;
      attempts.push(attempt);
      if (attempt < 3) throw new Failure('bucket-throttled', 'transient', 'slow down');
    };
    await planWords(process, 'job', 2, words);
    await untilQuiet(process);
    expect(attempts).toEqual([1, 2, 3]);
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
  });

  it('tells the log of an error that people are told nothing of', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const [bug, refusal] = [new TypeError('x is not a function'), new Failure('no-permission', 'destination', 'no')];
    failSlice(process, 0, () => bug);
    await planWords(process, 'bug', 1, words);
    await process.work.runNext();
    failSlice(process, 0, () => refusal);
    await planWords(process, 'refusal', 1, words);
    await process.work.runNext();
    expect(logged.mock.calls).toEqual([[bug]]);
    logged.mockRestore();
  });

  it('ignores the event of an attempt that has ended', async () => {
    failSlice(process, 0, () => new Error('first try'));
    await planWords(process, 'job', 1, words);
    await process.work.runNext();
    await process.work.runNext();
    expect(process.worker.performed).toEqual(['job/0']);
  });

  it.each([
    ['transient', 3],
    ['hub', 3],
    ['user', 1],
    ['destination', 1],
  ] as const)('ends the job of a poison slice: fault %s after %i tries', async (fault, tries) => {
    failSlice(process, 1, () => new Failure('poison', fault, 'never works', { field: 'x' }));
    await planWords(process, 'job', 2, words);
    await untilQuiet(process);
    expect(process.worker.performed.filter((name) => name === 'job/1')).toHaveLength(tries);
    expect(process.worker.failedJobs).toMatchObject([{ id: 'job', failure: { code: 'poison', fault } }]);
    expect(await process.work.job('job')).toMatchObject({
      state: 'failed',
      failure: { slice: 1, code: 'poison', fault, message: 'never works' },
    });
    expect(process.worker.finishedJobs).toEqual([]);
    expect(await process.work.openSlices()).toBe(0);
  });

  it('spreads the next tries of those that failed together', async () => {
    process = bench.process({ backoffMs: 60_000 });
    process.worker.before = () => {
      throw new Failure('store-unavailable', 'transient', 'down');
    };
    await planWords(process, 'job', words.length, words);
    for (let slice = 0; slice < words.length; slice++) await process.work.runNext();
    const pauses: { ms: number }[] = await bench.dataSource.query(
      'select (extract(epoch from due_at - now()) * 1000)::float8 as ms from bench.job_slices where due_at is not null',
    );
    expect(pauses).toHaveLength(words.length);
    for (const { ms } of pauses) expect(ms).toBeLessThanOrEqual(60_000);
    // five at random lie closer together once in a million times
    const spread = Math.max(...pauses.map(({ ms }) => ms)) - Math.min(...pauses.map(({ ms }) => ms));
    expect(spread).toBeGreaterThan(1000);
  });

  it('is patient with what passes, however many tries it takes, and with nothing else', async () => {
    const patient = { attempts: 2, backoffMs: 20, patienceMs: 60_000 };
    process = bench.process(patient);
    let fault: 'transient' | 'hub' = 'transient';
    failSlice(process, 1, () => new Failure('store-throttled', fault, 'slow down'));
    await planWords(process, 'job', 1, words);
    for (let tries = 0; tries < 6; tries++) {
      await bench.deliverAll(process);
      await bench.passTime();
      expect(await process.work.sweep()).toBe(1);
    }
    expect(await process.work.job('job')).toMatchObject({ state: 'open' });
    fault = 'hub';
    await untilQuiet(process);
    expect(await process.work.job('job')).toMatchObject({ state: 'failed', failure: { code: 'store-throttled' } });
  });

  it('loses its patience after its time, counted from the first failure since a resume', async () => {
    process = bench.process({ backoffMs: 20, patienceMs: 60_000 });
    failSlice(process, 0, () => new Failure('store-unavailable', 'transient', 'down'));
    await planWords(process, 'job', 1, words);
    await process.work.runNext();
    await bench.dataSource.query(
      `update bench.job_slices set failing_since = now() - interval '61 s' where number = 0`,
    );
    await untilQuiet(process);
    expect(process.worker.performed).toEqual(['job/0', 'job/0']);
    expect(process.worker.failedJobs).toMatchObject([{ failure: { code: 'store-unavailable' } }]);
    await process.transactions.run((tx) => process.work.resume(tx, 'job'));
    await process.work.runNext();
    expect(await process.work.job('job')).toMatchObject({ state: 'open' });
  });

  it('treats an unknown error as ours, and a failing conclusion like a slice', async () => {
    process.worker.beforeConclusion = () => {
      throw new TypeError('x is not a function');
    };
    await planWords(process, 'job', 2, words);
    await untilQuiet(process);
    expect(await process.work.job('job')).toMatchObject({
      state: 'failed',
      failure: { slice: 5, code: 'unexpected', fault: 'hub' },
    });
    process.worker.beforeConclusion = () => undefined;
    await process.transactions.run((tx) => process.work.resume(tx, 'job'));
    await bench.deliverAll(process);
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
  });

  it('gives up a slice that kills every worker that starts it', async () => {
    process = bench.process({ starts: 2 });
    process.worker.inTransaction = () => {
      throw new Error('killed');
    };
    await planWords(process, 'job', 1, words);
    for (let start = 0; start < 2; start++) {
      await expect(process.work.runNext()).rejects.toThrow('killed');
      await bench.passTime();
      await process.work.sweep();
    }
    process.worker.inTransaction = () => undefined;
    await process.work.runNext();
    expect(process.worker.performed).toEqual(['job/0', 'job/0']);
    expect(process.worker.failedJobs).toMatchObject([
      { id: 'job', failure: { code: 'slice-kills-worker', fault: 'hub' } },
    ]);
  });

  it('resumes a failed job: what is done stays done, the width holds', async () => {
    failSlice(process, 2, () => new Failure('no-permission', 'destination', 'refused'));
    await planWords(process, 'job', 2, words);
    await untilQuiet(process);
    const before = process.worker.performed.length;
    process.worker.before = () => undefined;
    expect(await process.transactions.run((tx) => process.work.resume(tx, 'job', { name: 'another run' }))).toBe(true);
    expect((await process.work.job('job'))?.context).toEqual({ name: 'another run' });
    expect(await process.transactions.run((tx) => process.work.resume(tx, 'job'))).toBe(false);
    const again = await bench.take();
    expect(again.length).toBeLessThanOrEqual(2);
    expect(again[0]?.data).toEqual({ jobId: 'job', slice: 2, attempt: 3 });
    for (let slice = 0; slice < again.length; slice++) await process.work.runNext();
    await bench.deliverAll(process);
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
    expect(process.worker.performed.slice(before)).not.toContain('job/0');
  });

  it('stops at a cancellation; the slice that runs is dropped', async () => {
    const running = new Gate();
    process.worker.before = () => running.pass();
    await planWords(process, 'job', 2, words);
    await bench.take();
    const handled = process.work.runNext();
    await running.reached;
    expect(await process.transactions.run((tx) => process.work.cancel(tx, 'job'))).toBe(true);
    running.open();
    await handled;
    await process.work.runNext();
    expect(process.worker.performed).toEqual(['job/0']);
    expect(await process.work.job('job')).toMatchObject({ state: 'cancelled', finished: 0 });
    await bench.passTime();
    expect(await process.work.sweep()).toBe(0);
    expect(await bench.take()).toEqual([]);
    expect(await process.transactions.run((tx) => process.work.cancel(tx, 'job'))).toBe(false);
  });

  it('does what the bus has lost', async () => {
    await planWords(process, 'one', 3, words);
    await planWords(process, 'two', 2, []);
    await bench.take();
    process.work.start();
    await eventually(() => process.worker.finishedJobs.length === 2);
    await process.work.stop();
    expect(process.worker.finishedJobs.map(({ id }) => id).sort()).toEqual(['one', 'two']);
  });

  it('queues what killed workers have left, once for several sweepers', async () => {
    const killed = [bench.process(), bench.process()];
    const stuck = new Gate();
    await planWords(process, 'job', 3, words);
    await bench.take();
    for (const { work, worker } of killed) {
      const started = new Gate();
      worker.before = () => (void started.pass(), stuck.pass());
      void work.runNext();
      await started.reached;
    }
    expect(await process.work.sweep()).toBe(0);
    await bench.passTime();
    const swept = await Promise.all([process, bench.process(), bench.process()].map(({ work }) => work.sweep()));
    expect(swept.reduce((sum, count) => sum + count)).toBe(2);
    expect(await bench.take()).toHaveLength(2);
    for (let slice = 0; slice <= words.length; slice++) await process.work.runNext();
    expect(process.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
    stuck.open();
  });

  it('renews a slice while it runs, but not for ever', async () => {
    const dueAt = async (): Promise<number> => {
      const [row]: { due_at: Date }[] = await bench.dataSource.query(
        'select due_at from bench.job_slices where number = 0',
      );
      return Number(row?.due_at);
    };
    for (const [longestSliceMs, renewed] of [
      [60_000, true],
      [-1, false],
    ] as const) {
      await bench.clear();
      const long = new Gate();
      const { work, worker, transactions } = bench.process({ sweepAfterMs: 90, longestSliceMs });
      worker.before = () => long.pass();
      await planWords({ work, worker, transactions }, 'job', 1, words);
      const handled = work.runNext();
      await long.reached;
      const before = await dueAt();
      if (renewed) await eventually(async () => (await dueAt()) > before + 90);
      else expect(await eventually(() => process.work.sweep())).toBe(1);
      long.open();
      await handled;
    }
  });

  it('wakes its sweeper for the next try, and stops', async () => {
    failSlice(process, 0, () => new Error('once'));
    process.work.start();
    await planWords(process, 'job', 1, words);
    await bench.take();
    await process.work.runNext();
    const again = await eventually(async () => (await bench.take())[0], { within: 3000 });
    expect(again.data).toEqual({ jobId: 'job', slice: 0, attempt: 2 });
    await process.work.stop();
  });

  it('gives a slice back that is interrupted by the stop of its process', async () => {
    const started = new Gate();
    process.worker.perform = async (_job, _slice, signal) => {
      void started.pass();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      return '';
    };
    await planWords(process, 'job', 1, words);
    const handled = process.work.runNext();
    await started.reached;
    await process.work.stop();
    await handled;
    const next = bench.process();
    await bench.deliverAll(next);
    expect(next.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
  });

  it('deletes ended jobs after their time, open ones never', async () => {
    const other = bench.process({ keepMs: -1000 });
    await planWords(process, 'old', 2, words);
    await bench.deliverAll(process);
    await planWords(process, 'open', 2, words);
    expect(await process.work.deleteEnded()).toBe(0);
    expect(await other.work.deleteEnded()).toBe(7);
    expect(await process.work.job('old')).toBeNull();
    expect(await process.work.job('open')).toMatchObject({ state: 'open' });
  });
});
