import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChaosWorker, Run, wordsOf, type Ending } from './testing/chaos.js';
import { SlicedWorkBench, type Process } from './testing/index.js';

const step = fc.record({
  what: fc.constantFrom('start', 'start', 'start', 'end', 'end', 'end', 'sweep', 'sweep', 'kill'),
  ending: fc.constantFrom<Ending>('commit', 'commit', 'commit', 'crash', 'fail'),
  pick: fc.nat(7),
});
/** Each slice may add others, which may add others. */
const job = fc.record({
  words: fc
    .array(fc.constantFrom(0, 0, 0, 1, 2, 3), { maxLength: 4 })
    .map((all) => all.map((growth, n) => `w${n}+${growth}`)),
  width: fc.integer({ min: 1, max: 3 }),
});

describe('SlicedWork under any interleaving', () => {
  let database: TestDatabase;
  let bench: SlicedWorkBench;

  beforeAll(async () => {
    database = await startTestDatabase();
    bench = await SlicedWorkBench.open(database.url);
  });
  afterAll(async () => {
    await bench.close();
    await database.stop();
  });

  it('keeps one result of each slice, finishes each job once, and respects the width', async () => {
    const property = fc.asyncProperty(
      fc.array(job, { minLength: 1, maxLength: 2 }),
      fc.array(step, { maxLength: 40 }),
      async (jobs, steps) => {
        await bench.clear();
        const world = new World(bench);
        for (const [n, { words, width }] of jobs.entries()) await world.plan(`job${n}`, width, words);
        for (const { what, ending, pick } of steps) {
          await world[what](pick, ending);
          await world.checkTurns();
        }
        await world.settle();
        expect(world.worker.breaches).toEqual([]);
        for (const [n, { words }] of jobs.entries()) {
          const planned = words.flatMap(wordsOf);
          const kept = planned.map((_, slice) => world.worker.results.get(`job${n}/${slice}`) ?? 'none');
          expect(world.worker.outcomes.get(`job${n}`)).toEqual([kept.join(' ')]);
          expect(kept.map((value) => value.split('#')[0]).sort()).toEqual(planned.sort());
        }
      },
    );
    await fc.assert(property, { numRuns: 100, interruptAfterTimeLimit: 20_000 });
  });
});

/** The library on a database, and workers that begin, end and die as they are told. Events only wake, so none is needed. */
class World {
  readonly worker = new ChaosWorker();
  private readonly process: Process<ChaosWorker>;
  private readonly running: Run[] = [];

  constructor(private readonly bench: SlicedWorkBench) {
    this.process = bench.process({ attempts: 1000, starts: 1000, slots: 1000 }, this.worker);
    this.worker.read = (id) => this.process.work.results(id);
  }

  async plan(id: string, width: number, words: readonly string[]): Promise<void> {
    const { work, transactions } = this.process;
    await transactions.run((tx) => work.plan(tx, { id, width, context: { name: id } }, words));
  }

  async start(): Promise<void> {
    const run = new Run();
    this.worker.starting = run;
    let idle = false;
    run.handled = this.process.work.runNext().then(() => void (idle = true));
    await Promise.race([run.gate.reached, run.handled]);
    if (!idle) this.running.push(run);
  }

  async end(pick: number, ending: Ending): Promise<void> {
    const run = this.take(pick);
    if (!run) return;
    run.ending = ending;
    this.worker.ending = run;
    run.gate.open();
    if (ending === 'crash') await run.handled.catch(() => undefined);
    else await run.handled;
  }

  /** Killed inside the slice: nothing of it is heard again. */
  async kill(pick: number): Promise<void> {
    this.take(pick);
  }

  /** The time of everything that runs or pauses is over. */
  async sweep(): Promise<void> {
    await this.bench.passTime();
    await this.process.work.sweep();
  }

  /** No more trouble: everything comes to its end. */
  async settle(): Promise<void> {
    while (this.running.length > 0) await this.end(0, 'commit');
    for (let round = 0; round < 200 && (await this.process.work.openSlices()) > 0; round++) {
      await this.sweep();
      await this.start();
      await this.end(0, 'commit');
    }
  }

  /** No job has more turns than it is wide, nor fewer while it has slices for them. */
  async checkTurns(): Promise<void> {
    const wrong: unknown[] = await this.bench.dataSource.query(
      `select j.id from bench.jobs j
       left join bench.job_slices s on s.job_id = j.id and (s.due_at is not null or s.queued_at is not null)
       where j.state in ('open', 'concluding') group by j.id
       having count(s) <> case when j.state = 'open' then least(j.width, j.slices - j.finished) else 1 end`,
    );
    expect(wrong).toEqual([]);
  }

  private take(pick: number): Run | undefined {
    return this.running.splice(pick % Math.max(1, this.running.length), 1)[0];
  }
}
