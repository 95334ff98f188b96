import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Snapshot } from '@hub/event-contracts';
import { imageOf, openSampleStore, type SampleStore } from '../testing/index.js';
import { migrateAnnotationStore } from './migrate.js';

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

const include = { metadata: false, history: true, onlyKeyFrames: false, idleBlur: false };
async function externalIds(snapshot: Snapshot): Promise<string[]> {
  const ids: string[] = [];
  const selector = { projectId: sample.projectId, snapshot };
  for await (const task of sample.store.source.tasks(selector, include, { from: 0, to: 1e9 }))
    ids.push(task.externalId);
  return ids;
}

/** What a dump of another cluster leaves: its identity, and rows with its transaction ids, which are future ones here. */
const restoreFromElsewhere = async (): Promise<void> => {
  const future = `(pg_current_xact_id()::text::bigint + 1000000)::text::xid8`;
  for (const table of ['task_revisions', 'stage_history', 'project_ontologies']) {
    await sample.store.dataSource.query(`update annotation_store.${table} set xid = ${future}`);
  }
  await sample.store.dataSource.query(`update annotation_store.store_identity set system_id = '1'`);
};

it('migrates as often as one likes, also at the same time, and changes nothing', async () => {
  const before = await sample.store.dataSource.query(`select * from annotation_store.store_identity`);
  await Promise.all([1, 2, 3].map(() => migrateAnnotationStore(database.url)));
  expect(await sample.store.dataSource.query(`select * from annotation_store.store_identity`)).toEqual(before);
});

it('refuses snapshots after a restore until it is repaired, and those of before for ever', async () => {
  await sample.create([imageOf('a'), imageOf('b')]);
  const before = await sample.store.source.takeSnapshot();
  await sample.store.source.assertReadable(before);
  expect(await externalIds(before)).toEqual(['a', 'b']);

  await restoreFromElsewhere();
  await expect(sample.store.source.takeSnapshot()).rejects.toMatchObject({ code: 'store-not-repaired', fault: 'hub' });

  await migrateAnnotationStore(database.url);
  const after = await sample.store.source.takeSnapshot();
  expect(await externalIds(after)).toEqual(['a', 'b']);
  expect(await sample.store.source.ontology(sample.projectId, after)).toMatchObject({
    tools: expect.arrayContaining([]),
  });
  await expect(sample.store.source.assertReadable({ ...before, systemId: '1' })).rejects.toMatchObject({
    code: 'snapshot-unreadable',
  });
  await expect(sample.store.source.assertReadable({ ...before, timeline: 99 })).rejects.toMatchObject({
    code: 'snapshot-unreadable',
  });
});

it('refuses a snapshot that is none, rather than run it', async () => {
  const snapshot = { ...(await sample.store.source.takeSnapshot()), text: `1:2:'; drop table x` };
  await expect(externalIds(snapshot)).rejects.toMatchObject({ code: 'snapshot-unreadable' });
});
