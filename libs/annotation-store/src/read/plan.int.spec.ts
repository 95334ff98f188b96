import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { answerOf, boxOf, imageOf, openSampleStore, type SampleStore } from '../testing/index.js';
import type { Pool } from 'pg';
import type { TaskSelector } from './annotation-source.js';
import { chooseDriver } from './choose-driver.js';
import { openReadPool } from './copy/read-pool.js';
import { outlineSql } from './outline.js';
import { removedSql } from './removed.js';
import { tasksSql } from './tasks.js';
import { totalsSql } from './totals.js';
import { changedSql } from './unchanged.js';

let database: TestDatabase;
let sample: SampleStore;
let pool: Pool;
let made: readonly { taskId: string }[];
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
  pool = openReadPool(database.url, 1, 'plan');
  made = await sample.create(Array.from({ length: 300 }, (_, i) => imageOf(`t${i}`, { answer: answerOf(boxOf('o')) })));
});
afterAll(async () => {
  await pool.end();
  await sample.store.close();
  await database.stop();
});

const include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true };

async function plan(sql: string, options = 'costs'): Promise<string> {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain (${options}) ${sql}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

// a slice reads its own range only, also just after an import, when Postgres has no statistics
it.each(['without statistics', 'with statistics'])('walks by index in the order of the export, %s', async (when) => {
  if (when === 'with statistics') await sample.store.dataSource.query('analyze');
  const selector = {
    projectId: sample.projectId,
    snapshot: await sample.store.source.takeSnapshot(),
    stageIds: ['Complete'],
  };
  for (const sql of [tasksSql(selector, include, { range: { from: 1, to: 100 } }), outlineSql(selector, include)]) {
    const text = await plan(sql);
    expect(text).toContain('tasks_project_id_seq_idx');
    expect(text).not.toMatch(/Seq Scan|Hash|Merge Join|^ *Sort|-> +Sort/m);
  }
});

it('sorts nothing but slim rows for chosen tasks', async () => {
  const selector = {
    projectId: sample.projectId,
    snapshot: await sample.store.source.takeSnapshot(),
    taskIds: ['a', 'b'],
  };
  const text = await plan(tasksSql(selector, { ...include, history: false }, { range: { from: 1, to: 100 } }));
  expect(text).not.toMatch(/^ *Sort/);
  expect(text).not.toMatch(/Seq Scan|Hash Join|Merge Join/);
});

describe('a delta', () => {
  const everything = { from: 0, to: 1e9 };
  const deltaOf = async (changed: number): Promise<TaskSelector> => {
    const since = await sample.store.source.takeSnapshot();
    for (const { taskId } of made.slice(0, changed)) await sample.save(taskId, answerOf(boxOf('p')));
    return { projectId: sample.projectId, since, snapshot: await sample.store.source.takeSnapshot() };
  };
  /** Rows that the plan touched of the tasks of the project, and of their revisions by the index of changes. */
  const touched = async (sql: string): Promise<{ tasks: number; changes: number; text: string }> => {
    const text = await plan(sql, 'analyze, timing off, costs off, buffers off, summary off');
    const rows = (scan: RegExp): number =>
      text
        .split('\n')
        .filter((line) => scan.test(line))
        .reduce((sum, line) => sum + product(/rows=([\d.]+) loops=(\d+)/.exec(line)), 0);
    return { tasks: rows(/tasks_p|Scan on tasks/), changes: rows(/task_revisions_project_id_xid_idx/), text };
  };
  const product = (found: RegExpExecArray | null): number => Number(found?.[1] ?? 0) * Number(found?.[2] ?? 0);

  it('looks only at what changed when that is little', async () => {
    const delta = await deltaOf(3);
    const driver = await chooseDriver(pool, delta, everything);
    expect(driver).toBe('changes');
    for (const sql of [
      outlineSql(delta, include, { driver }),
      tasksSql(delta, include, { range: everything, driver }),
      removedSql(delta, { range: everything, driver }),
      totalsSql(delta, include, driver),
    ]) {
      const { tasks, changes, text } = await touched(sql);
      expect([tasks % 3, tasks <= 6, changes % 3, changes <= 6, changes > 0]).toEqual([0, true, 0, true, true]);
      expect(text).not.toMatch(/Seq Scan|Hash Join|Merge Join/);
    }
  });

  it('walks along the tasks of its range when more than that changed, and for chosen tasks', async () => {
    const delta = await deltaOf(20);
    expect(await chooseDriver(pool, delta, { from: 1, to: 10 })).toBe('tasks');
    expect(await chooseDriver(pool, delta, everything)).toBe('changes');
    expect(await chooseDriver(pool, { ...delta, taskIds: [made[0]!.taskId] }, everything)).toBe('tasks');
    expect((await touched(outlineSql(delta, include, { range: { from: 1, to: 10 } }))).tasks).toBe(10);
  });

  it('gives the same either way', async () => {
    const delta = { ...(await deltaOf(7)), stageIds: ['Complete'] };
    const rows = async (sql: string) => (await pool.query<object[]>({ text: sql, rowMode: 'array' as const })).rows;
    const [tasks, changes] = (['tasks', 'changes'] as const).map((driver) =>
      rows(tasksSql(delta, include, { range: everything, driver })),
    );
    expect(await tasks).toHaveLength(7);
    expect(await changes).toEqual(await tasks);
  });
});

it('tells by two short looks into indexes that nothing changed', async () => {
  const earlier = await sample.store.source.takeSnapshot();
  const later = await sample.store.source.takeSnapshot();
  const text = await plan(
    changedSql(sample.projectId, earlier, { ...later, text: `${Number(later.text.split(':')[0]) + 9}:999999:` }),
    'analyze',
  );
  expect(text).toContain('task_revisions_project_id_xid_idx');
  expect(text).toContain('issue_revisions_project_id_xid_idx');
  expect(text).not.toMatch(/Seq Scan|Hash Join|Merge Join|rows=[1-9][\d.]* loops=[1-9].*\n.*Index Cond: .*xid/);
});
