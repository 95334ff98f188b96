import { Failure } from '@hub/failures';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Gate, planWords, RecordingWorker, SlicedWorkBench, type Process, type SliceDue } from './testing/index.js';

const words = ['a', 'b', 'c', 'd', 'e'];
const numbers = (events: readonly SliceDue[]): number[] => events.map(({ data }) => data.slice);

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
    process = bench.process({ attempts: 3 });
  });

  it('does all slices, concludes once and keeps the outcome', async () => {
    expect(await planWords(process, 'job', 2, words)).toBe(true);
    expect(await process.work.openSlices()).toBe(6);
    await bench.deliverAll(process);
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

  it('never queues more slices than the job is wide, and tells of them in order', async () => {
    await planWords(process, 'job', 2, words);
    let onBus = await bench.take();
    const published = numbers(onBus);
    for (let next = onBus.shift(); next; next = onBus.shift()) {
      await process.work.runNext();
      onBus = [...onBus, ...(await bench.take())];
      expect(onBus.length).toBeLessThanOrEqual(2);
      published.push(...numbers(onBus.slice(-1)));
    }
    expect([...new Set(published)]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('does the slices of a job of width 1 strictly one after the other', async () => {
    await planWords(process, 'delivery', 1, words);
    await bench.deliverAll(process);
    expect(process.worker.performed).toEqual([0, 1, 2, 3, 4, 'end'].map((slice) => `delivery/${slice}`));
  });

  it('plans the same id once, and a plan that fails leaves nothing', async () => {
    expect(await planWords(process, 'job', 2, words)).toBe(true);
    expect(await planWords(process, 'job', 2, ['other'])).toBe(false);
    expect(await process.work.job('job')).toMatchObject({ slices: 5 });
    async function* broken(): AsyncGenerator<string> {
      yield 'a';
      throw new Error('the source went away');
    }
    await expect(planWords(process, 'broken', 2, broken())).rejects.toThrow('went away');
    expect(await process.work.job('broken')).toBeNull();
  });

  it('plans and reads back more slices than one batch or page holds', async () => {
    async function* many(): AsyncGenerator<string> {
      for (let n = 0; n < 1203; n++) yield `w${n}`;
    }
    await planWords(process, 'giant', 2, many());
    await bench.dataSource.query(`update bench.job_slices set result = input`);
    const read: string[] = [];
    for await (const { result } of process.work.results('giant')) read.push(result);
    expect(read).toEqual(Array.from({ length: 1203 }, (_, n) => `w${n}`));
  });

  it('concludes a job without slices', async () => {
    await planWords(process, 'empty', 4, []);
    await bench.deliverAll(process);
    expect(process.worker.finishedJobs).toEqual([{ id: 'empty', outcome: '' }]);
  });

  it('does nothing a second time when events are repeated', async () => {
    await planWords(process, 'job', 1, ['a', 'b']);
    for (let repeat = 0; repeat < 6; repeat++) await process.work.runNext();
    expect(process.worker.performed).toEqual(['job/0', 'job/1', 'job/end']);
  });

  it('gives a small job its turn between the slices of a giant', async () => {
    await planWords(process, 'giant', 2, words);
    await planWords(process, 'small', 2, ['x', 'y']);
    await bench.deliverAll(process);
    expect(process.worker.performed).toEqual(
      'giant/0 giant/1 small/0 small/1 giant/2 giant/3 small/end giant/4 giant/end'.split(' '),
    );
  });

  it('does as many slices at a time as it has slots', async () => {
    const gates = [new Gate(), new Gate()];
    process = bench.process({ slots: 2 });
    process.worker.before = (_job, { number }) => gates[number]?.pass();
    await planWords(process, 'job', 5, words);
    const handled = [process.work.runNext(), process.work.runNext()];
    await Promise.all(gates.map(({ reached }) => reached));
    await process.work.runNext();
    expect(process.worker.performed).toEqual(['job/0', 'job/1']);
    for (const gate of gates) gate.open();
    await Promise.all(handled);
  });

  it('keeps the first committed result and drops a later one', async () => {
    const slow = new Gate();
    const zombie = bench.process({}, new RecordingWorker());
    zombie.worker.before = () => slow.pass();
    zombie.worker.perform = async () => {
      await slow.pass();
      return 'late';
    };
    await planWords(process, 'job', 1, ['a', 'b']);
    await bench.take();
    const late = zombie.work.runNext();
    await slow.reached;
    await bench.passTime();
    await process.work.sweep();
    await process.work.runNext();
    slow.open();
    await late;
    expect(numbers(await bench.take())).toEqual([0, 1]);
    const results = [];
    for await (const { result } of process.work.results('job')) results.push(result);
    expect(results).toEqual(['A']);
    expect(await process.work.job('job')).toMatchObject({ finished: 1 });
    expect(zombie.worker.progress).toEqual([]);
  });

  it('lets two workers share a job', async () => {
    const other = bench.process();
    await planWords(process, 'job', 2, words);
    for (let events = await bench.take(); events.length > 0; events = await bench.take()) {
      await Promise.all(events.map((event, n) => (n % 2 ? other : process).work.runNext()));
    }
    expect([...process.worker.finishedJobs, ...other.worker.finishedJobs]).toEqual([
      { id: 'job', outcome: 'A B C D E' },
    ]);
    expect(other.worker.performed.length).toBeGreaterThan(1);
    expect(new Set([...process.worker.performed, ...other.worker.performed]).size).toBe(6);
  });

  it('loses nothing when a worker dies before its commit', async () => {
    await planWords(process, 'job', 2, words);
    process.worker.inTransaction = () => {
      throw new Error('killed');
    };
    await expect(process.work.runNext()).rejects.toThrow('killed');
    expect(await process.work.job('job')).toMatchObject({ finished: 0 });
    const survivor = bench.process();
    await bench.passTime();
    await survivor.work.sweep();
    for (let slice = 0; slice < 2; slice++) await survivor.work.runNext();
    await bench.deliverAll(survivor);
    expect(survivor.worker.finishedJobs).toEqual([{ id: 'job', outcome: 'A B C D E' }]);
  });

  it('keeps the correlation of the export over retries and sweeps', async () => {
    const { work, transactions } = process;
    await transactions.run(
      (tx) => work.plan(tx, { id: 'delivery', width: 1, context: { name: '' }, correlationId: 'export' }, words),
      { correlationid: 'export' },
    );
    process.worker.before = () => {
      throw new Error('once');
    };
    await work.runNext();
    await bench.passTime();
    await work.sweep();
    const [event] = await bench.take();
    expect(event).toMatchObject({ correlationid: 'export', subject: 'delivery' });
  });

  describe('inline', () => {
    it('does a job of one slice in the handler that planned it', async () => {
      await planWords(process, 'small', 2, ['a'], true);
      expect(await bench.take()).toEqual([]);
      await process.work.runInline('small', { correlationid: 'small' });
      expect(process.worker.finishedJobs).toEqual([{ id: 'small', outcome: 'A' }]);
      expect(await bench.take()).toEqual([]);
      await process.work.runInline('small', { correlationid: 'small' });
      expect(process.worker.finishedJobs).toHaveLength(1);
    });

    it('leaves a larger job to the bus', async () => {
      await planWords(process, 'large', 2, words, true);
      await process.work.runInline('large', { correlationid: 'large' });
      expect(process.worker.performed).toEqual([]);
      expect(numbers(await bench.take())).toEqual([0, 1]);
    });

    it('does not hold up its handler for long; meanwhile the next ones go to the slots', async () => {
      const slow = new Gate();
      process.worker.before = (job) => (job.id === 'slow' ? slow.pass() : undefined);
      await planWords(process, 'slow', 2, ['a'], true);
      await process.work.runInline('slow', { correlationid: 'slow' });
      expect(await process.work.job('slow')).toMatchObject({ state: 'open', finished: 0 });
      await planWords(process, 'next', 2, ['b'], true);
      await process.work.runInline('next', { correlationid: 'next' });
      await process.work.runInline('next', { correlationid: 'next' });
      expect((await bench.take()).map(({ subject, data }) => [subject, data.slice])).toEqual([['next', 0]]);
      while (await process.work.runNext());
      expect(process.worker.finishedJobs).toEqual([{ id: 'next', outcome: 'B' }]);
      slow.open();
      await eventually(() => process.worker.finishedJobs.length === 2);
      expect(process.worker.performed).toEqual(['slow/0', 'next/0', 'next/end', 'slow/end']);
    });

    it('is picked up by the sweeper after a crash at any line', async () => {
      await planWords(process, 'planned', 2, ['a'], true);
      await planWords(process, 'performed', 2, ['b'], true);
      process.worker.beforeConclusion = () => {
        throw new Failure('bucket', 'transient', 'slow down');
      };
      await process.work.runInline('performed', { correlationid: 'performed' });
      process.worker.beforeConclusion = () => undefined;
      expect(await process.work.job('performed')).toMatchObject({ state: 'concluding', finished: 1 });
      await bench.passTime();
      expect(await process.work.sweep()).toBe(2);
      await bench.deliverAll(process);
      expect(process.worker.finishedJobs.map(({ id }) => id).sort()).toEqual(['performed', 'planned']);
    });
  });
});
