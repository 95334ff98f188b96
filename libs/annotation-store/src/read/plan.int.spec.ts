import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { answerOf, boxOf, imageOf, openSampleStore, type SampleStore } from '../testing/index.js';
import { openReadPool } from './copy/read-pool.js';
import { outlineSql } from './outline.js';
import { tasksSql } from './tasks.js';

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
  await sample.create(Array.from({ length: 300 }, (_, i) => imageOf(`t${i}`, { answer: answerOf(boxOf('o')) })));
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

const include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true };

async function plan(sql: string): Promise<string> {
  const pool = openReadPool(database.url, 1, 'plan');
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${sql}`);
  await pool.end();
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
  for (const sql of [tasksSql(selector, include, { from: 1, to: 100 }), outlineSql(selector, include)]) {
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
  const text = await plan(tasksSql(selector, { ...include, history: false }, { from: 1, to: 100 }));
  expect(text).not.toMatch(/^ *Sort/);
  expect(text).not.toMatch(/Seq Scan|Hash Join|Merge Join/);
});
