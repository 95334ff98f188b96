import type { Tx } from '@hub/outbox';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource } from 'typeorm';
import { sliceResultSchema, type PlannedPiece } from '../build/slice-result.js';
import { exportBuilder } from '../export-builder.module.js';
import { BuildProgressRepository, type KnownProgress } from './build-progress.repository.js';
import { BuildProgress0002 } from './migrations/0002-build-progress.js';

let database: TestDatabase;
let dataSource: DataSource;
let progress: BuildProgressRepository;
beforeAll(async () => {
  database = await startTestDatabase();
  await exportBuilder.migrate(database.url);
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  progress = new BuildProgressRepository(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.stop();
});

async function jobOf(id: string): Promise<void> {
  await dataSource.query(
    `with job as (
       insert into export_builder.jobs (id, state, width, correlation_id, context) values ($1, 'open', 1, $1, '{}'))
     insert into export_builder.builds (export_id, attempt) values ($1, 1)`,
    [id],
  );
}
const add = (id: string, tasks: number, piece: PlannedPiece | null = null, whole = true): Promise<KnownProgress> =>
  dataSource.transaction((manager) => {
    const tx: Tx = { manager, publish: () => Promise.reject(new Error('nothing to tell')) };
    const done = { tasks, bytes: tasks * 10, planned: tasks * 8 };
    return progress.add(tx, id, { done, setAside: 1, piece }, whole);
  });
const enterAgain = (id: string, ago: string): Promise<unknown> =>
  dataSource.query(
    `update export_builder.builds set attempt = attempt + 1, told_at = now() - $2::interval where export_id = $1`,
    [id, ago],
  );

it('adds up what the checkpoints did', async () => {
  await jobOf('sums');
  expect(await progress.setAside('sums')).toBe(0);
  await add('sums', 5);
  expect(await add('sums', 7)).toMatchObject({
    done: { tasks: 12, bytes: 120, planned: 96 },
    more: { tasks: 0, bytes: 0 },
    whole: true,
    marks: [{ tasks: 0, bytes: 0, planned: 0 }],
  });
  expect(await progress.setAside('sums')).toBe(2);
});

it('follows a plan that grows', async () => {
  await jobOf('grows');
  expect(await add('grows', 1, null, false)).toMatchObject({ whole: false, more: { tasks: 0, bytes: 0 } });
  expect(await add('grows', 1, { tasks: 30, bytes: 300, next: 31 }, false)).toMatchObject({ whole: false });
  expect(await add('grows', 1, null, false)).toMatchObject({ whole: false, more: { tasks: 30, bytes: 300 } });
  await add('grows', 1, { tasks: 4, bytes: 40, next: null }, false);
  expect(await add('grows', 1, null, false)).toMatchObject({ whole: true, more: { tasks: 34, bytes: 340 } });
});

it('begins time and marks anew with another run: sums stay', async () => {
  await jobOf('again');
  await add('again', 5);
  await dataSource.query(`update export_builder.build_progress set began_at = now() - interval '7 days'`);
  await enterAgain('again', '3 s');
  const known = await add('again', 7);
  expect(known.done).toEqual({ tasks: 12, bytes: 120, planned: 96 });
  expect(known.marks).toMatchObject([{ tasks: 5, bytes: 50, planned: 40 }]);
  expect(known.now - (known.marks[0]?.at ?? 0)).toBeCloseTo(known.elapsedMs, -2);
  expect(known.elapsedMs).toBeGreaterThanOrEqual(3000);
  expect(known.elapsedMs).toBeLessThan(60_000);
});

it('goes with its job', async () => {
  await jobOf('gone');
  await add('gone', 5);
  await dataSource.query(`delete from export_builder.jobs where id = 'gone'`);
  expect(await progress.setAside('gone')).toBe(0);
});

it('starts from the checkpoints of builds that an older version began', async () => {
  await jobOf('older');
  const empty = {
    exported: 4,
    empty: 1,
    quarantined: 2,
    annotations: 9,
    pages: 5,
    stages: [],
    batches: [],
    classes: [],
  };
  const result = {
    kind: 'slice',
    segments: [],
    members: [],
    quarantine: [],
    tally: { ...empty, reasons: [] },
    plainBytes: 70,
    stretch: null,
  };
  // what it wrote is still understood
  expect(sliceResultSchema.parse(result)).toMatchObject({ firstSetAside: null, removed: { tasks: 0 } });
  for (const [number, done] of [result, result, null].entries())
    await dataSource.query(
      'insert into export_builder.job_slices (job_id, number, input, result) values ($1, $2, $3, $4)',
      ['older', number, JSON.stringify({ runs: [], tasks: 7, bytes: 60 }), done && JSON.stringify(done)],
    );
  const migration = new BuildProgress0002();
  const runner = dataSource.createQueryRunner();
  await migration.down(runner);
  await migration.up(runner);
  await runner.release();
  expect(await progress.setAside('older')).toBe(4);
  expect(await add('older', 7)).toMatchObject({
    done: { tasks: 21, bytes: 210, planned: 176 },
    marks: [{ tasks: 14, bytes: 140, planned: 120 }],
  });
});
