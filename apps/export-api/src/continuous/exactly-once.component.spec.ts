import type { Snapshot } from '@hub/event-contracts';
import fc from 'fast-check';
import type { ExportState } from '../exports/export-states.js';
import type { Export } from '../exports/export.js';
import type { ExportView } from '../history/export-view.js';
import { ContinuousDeliveriesRepository } from '../persistence/continuous-deliveries.repository.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { CrashingDatabase } from '../persistence/testing/crashing-database.js';
import { DeliveryBench } from '../testing/delivery-bench.js';
import { ProjectLife, taskChange } from '../testing/project-life.js';
import { AdvanceDelivery } from './advance-delivery.js';

let bench: DeliveryBench;
let crashing: CrashingDatabase;
beforeAll(async () => {
  bench = await DeliveryBench.start();
  crashing = CrashingDatabase.of(bench.world);
});
afterAll(() => bench.world.stop());

const step = fc.oneof(
  { weight: 6, arbitrary: taskChange },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      statement: fc.integer({ min: 1, max: 20 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('complete' as const, 'fail' as const, 'refuse' as const, 'cancel' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('retry' as const, 'pause' as const, 'resume' as const, 'reformat' as const),
      place: fc.nat(9),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const settings = { tasks: 2, everySeconds: 3600, format: 'ndjson' };

/** A project's life while it is delivered. */
class Life extends ProjectLife {
  private constructor(private readonly earlier: ReadonlySet<string>) {
    super(bench.world.store, bench.world.people.projectId);
  }

  static async begin(): Promise<Life> {
    return new Life(new Set((await bench.exports()).map(({ id }) => id)));
  }

  /** Its batches in a state, first one first. */
  async exports(state: ExportState): Promise<ExportView[]> {
    return (await bench.exports()).filter((one) => one.state === state && !this.earlier.has(one.id));
  }

  async do(one: Step): Promise<void> {
    await this.commit(1);
    switch (one.kind) {
      case 'look':
        return bench.later(1801);
      case 'die':
        await bench.wait(1801);
        await crashing.run(() => bench.world.get(AdvanceDelivery).execute(), one.statement, one.when);
        return;
      case 'pause':
        return void (await bench.set({ ...settings, enabled: false }));
      case 'resume':
        return void (await bench.set(settings));
      case 'reformat':
        return void (await bench.set({ ...settings, format: one.place % 2 ? 'ndjson' : 'json' }));
      case 'retry':
        return this.retry(one.place);
      case 'complete':
      case 'fail':
      case 'refuse':
      case 'cancel':
        return this.batch(one.kind);
      default:
        return this.change(one);
    }
  }

  /** What becomes of the latest batch, if it can. */
  async batch(what: 'complete' | 'fail' | 'refuse' | 'cancel'): Promise<void> {
    if (!(await bench.view()).status.lastBatch) return;
    const batch = await bench.batch();
    const news = bench.world.news(batch, null, batch.attempt);
    if (what === 'complete') return bench.complete(batch);
    if (what === 'fail') return bench.world.sendAndWait(news.failed('deliver', 'transient'));
    if (what === 'refuse')
      return bench.world.sendAndWait(news.failed(batch.attempt % 2 ? 'build' : 'deliver', 'user', false));
    await bench.world.call('manager', 'POST', `/api/exports/${batch.id}/cancel`);
  }

  /** A person does, with any failed one. */
  private async retry(place: number): Promise<void> {
    const failed = await this.exports('failed');
    if (failed.length === 0) return;
    await bench.world.call('manager', 'POST', `/api/exports/${failed[place % failed.length]!.id}/retry`);
  }
}

/** Everything that is left is delivered. */
async function finish(life: Life): Promise<void> {
  await life.commit();
  for (let round = 0; round < 20; round++) {
    await bench.set(settings);
    await bench.later(2 * 3600);
    const { waiting, underWay } = (await bench.view()).status;
    if (waiting === 0 && !underWay) break;
    if (round === 19) throw new Error('It is never through');
    await life.batch('complete');
  }
  // whatever else was asked for comes, too
  for (const one of await life.exports('requested')) await bench.complete(one);
}

/** The delivered batches, first one first, by going back from the last one. */
async function chain(): Promise<{ batches: Export[]; start: Snapshot | null }> {
  const exports = bench.world.get(ExportsRepository);
  const { base, id } = (await bench.world.get(ContinuousDeliveriesRepository).find(bench.world.people.projectId))!;
  const batches: Export[] = [];
  let since = base && { exportId: base.exportId, snapshot: base.snapshot };
  while (since && since.exportId !== id) {
    const batch = (await exports.find(since.exportId))!;
    expect(batch.snapshot).toEqual(since.snapshot);
    batches.unshift(batch);
    since = batch.since;
  }
  return { batches, start: since && since.snapshot };
}

async function apply(
  held: Map<string, string>,
  { projectId, selection, snapshot }: Export,
  since?: Snapshot,
): Promise<Map<string, string>> {
  const { source } = bench.world.store;
  const { stageIds, include } = selection;
  const selector = { projectId, snapshot, stageIds, since };
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
  for await (const { taskId, document } of source.tasks(selector, include, all)) held.set(taskId, document.toString());
  if (since) for await (const { taskId } of source.removed(selector, all)) expect(held.delete(taskId)).toBe(true);
  return held;
}

/** In how many of the batches a revision of the project came, of those that came after the start and before the end. */
async function timesDelivered(batches: readonly Export[], start: Snapshot | null): Promise<number[]> {
  const spans = batches.map(({ since, snapshot }) => [since?.snapshot.text ?? null, snapshot.text]);
  const rows = await bench.world.store.dataSource.query<{ times: number }[]>(
    `select (select count(*) from jsonb_array_elements($2::jsonb) span
         where pg_visible_in_snapshot(r.xid, (span->>1)::pg_snapshot)
           and (span->>0 is null or not pg_visible_in_snapshot(r.xid, (span->>0)::pg_snapshot)))::int as times
     from annotation_store.task_revisions r
     where r.project_id = $1 and ($3::text is null or not pg_visible_in_snapshot(r.xid, $3::pg_snapshot))
       and pg_visible_in_snapshot(r.xid, $4::pg_snapshot)`,
    [bench.world.people.projectId, JSON.stringify(spans), start?.text ?? null, batches.at(-1)!.snapshot.text],
  );
  return rows.map(({ times }) => times);
}

it('delivers each change in exactly one batch, and all of them are the project, whatever happens', async () => {
  let delivered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('now', 'beginning'),
      fc.array(step, { minLength: 15, maxLength: 60, size: 'max' }),
      async (from, steps) => {
        const life = await Life.begin();
        await bench.clear();
        await bench.set({ ...settings, from });
        for (const one of steps) await life.do(one);
        await finish(life);

        const { batches, start } = await chain();
        expect(batches.map(({ request }) => request.continuous?.batch)).toEqual(batches.map((_, n) => n + 1));
        const completed = await life.exports('completed');
        expect(batches.map(({ id }) => id)).toEqual(completed.map(({ id }) => id));
        delivered += batches.length;
        if (batches.length > 0) {
          const last = batches.at(-1)!;
          const held = start ? await apply(new Map(), { ...last, snapshot: start }) : new Map<string, string>();
          for (const batch of batches) await apply(held, batch, batch.since?.snapshot);
          const now = { ...last, snapshot: await bench.world.store.source.takeSnapshot() };
          expect(new Map([...held].sort())).toEqual(new Map([...(await apply(new Map(), now))].sort()));
          expect(new Set(await timesDelivered(batches, start))).toEqual(new Set([1]));
        }
        await life.end();
      },
    ),
    { numRuns: 15 },
  );
  expect(delivered).toBeGreaterThan(15);
}, 300_000);
