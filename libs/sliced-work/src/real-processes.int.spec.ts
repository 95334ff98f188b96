import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { planWords, SlicedWorkBench, type Process } from './testing/index.js';
import { compileWorkers, WorkerChild, type WorkerChildOptions } from './testing/worker-child.js';

const hour = 3_600_000;
const words = (count: number): string[] => Array.from({ length: count }, (_, n) => `w${n}`);

describe('Workers as real processes', () => {
  let database: TestDatabase;
  let bench: SlicedWorkBench;
  let planner: Process;
  let workers: WorkerChild[] = [];

  beforeAll(async () => {
    compileWorkers();
    database = await startTestDatabase();
    bench = await SlicedWorkBench.open(database.url);
    planner = bench.process();
  }, 240_000);
  afterAll(async () => {
    await bench.close();
    await database.stop();
  });
  beforeEach(() => bench.clear());
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    workers = [];
  });

  const start = (name: string, more: Partial<WorkerChildOptions> = {}): WorkerChild => {
    const worker = WorkerChild.start({ url: database.url, name, msPerSlice: 50, sweepAfterMs: 900, ...more });
    workers.push(worker);
    return worker;
  };
  const done = (id: string): Promise<true> =>
    eventually(async () => ((await planner.work.job(id))?.state === 'done' ? true : null), { within: 30_000 });
  const results = async (id: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { result } of planner.work.results(id)) found.push(result);
    return found;
  };
  const begunBy = (...of: WorkerChild[]): string[] => of.flatMap(({ begun }) => begun);
  const saidFinished = (id: string): number =>
    workers.flatMap(({ lines }) => lines).filter((line) => line === `finished ${id}`).length;

  it('drop what a frozen worker has when it is thawed, and it goes on with new slices', async () => {
    const frozen = start('frozen', { msPerSlice: 1500 });
    await planWords(planner, 'job', 2, words(60));
    await eventually(() => frozen.begun.includes('job/0'));
    frozen.freeze();
    start('other');
    expect(await eventually(() => planner.work.resultOf('job', 0))).toBe('w0@other');
    expect(await planner.work.job('job')).toMatchObject({ state: 'open' });
    frozen.thaw();
    await eventually(() => frozen.begun.length > 1);
    await done('job');
    const kept = await results('job');
    expect(kept[0]).toBe('w0@other');
    expect(kept.map((result) => result.split('@')[0])).toEqual(words(60));
    expect(kept.some((result) => result.endsWith('@frozen'))).toBe(true);
    expect(await planner.work.job('job')).toMatchObject({ slices: 60, finished: 60 });
    expect(saidFinished('job')).toBe(1);
  });

  it('cost at most their slices when they are killed', async () => {
    await planWords(planner, 'job', 3, words(40));
    start('a');
    start('b');
    let kills = 0;
    for (const share of [5, 15, 25]) {
      await eventually(async () => ((await planner.work.job('job'))?.finished ?? 0) >= share, { within: 30_000 });
      await workers[kills++]?.kill();
      start(`c${kills}`);
    }
    await done('job');
    expect((await results('job')).map((result) => result.split('@')[0])).toEqual(words(40));
    const begun = begunBy(...workers);
    expect(new Set(begun).size).toBe(40);
    // the one it was at, and the one whose result was on its way
    expect(begun.length - 40).toBeLessThanOrEqual(2 * kills);
    expect(saidFinished('job')).toBe(1);
  });

  it('share work though their clocks differ by hours: all times are the database’s', async () => {
    const [early, late] = [start('early', { wrongBy: -hour }), start('late', { wrongBy: hour, msPerSlice: 40 })];
    await eventually(() => workers.every(({ lines }) => lines.includes('ready')));
    await planWords(planner, 'job', 4, words(30));
    await eventually(() => early.begun.length > 2 && late.begun.length > 2);
    const [ahead] = await bench.dataSource.query(
      `select max(abs(extract(epoch from due_at - now()))) as seconds from bench.job_slices where due_at is not null`,
    );
    expect(Number(ahead.seconds)).toBeLessThan(5);
    await done('job');
    // nobody took a slice from another that was still at it
    expect(begunBy(early, late).sort()).toEqual(
      words(30)
        .map((_, n) => `job/${n}`)
        .sort(),
    );
  });

  it.each([
    ['behind', -hour, 'ahead', hour],
    ['ahead', hour, 'behind', -hour],
  ])('lose a slice when they fall silent, in its time: clock %s (%i), heir %s', async (_, wrongBy, __, heirWrongBy) => {
    const silent = start('silent', { wrongBy, msPerSlice: 60_000 });
    const heir = start('heir', { wrongBy: heirWrongBy });
    await eventually(() => heir.lines.includes('ready'));
    heir.freeze();
    await planWords(planner, 'job', 1, words(2));
    await eventually(() => silent.begun.includes('job/0'));
    heir.thaw();
    // it is kept for as long as its worker lives
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(heir.begun).toEqual([]);
    silent.freeze();
    await done('job');
    expect(heir.begun).toEqual(['job/0', 'job/1']);
  });
});
