import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Include, Snapshot } from '@hub/event-contracts';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';
import { readExport, type ReadTask } from '../testing/read-export.js';
import { restoreElsewhere } from '../testing/restore-elsewhere.js';
import { migrateAnnotationStore } from './migrate.js';
import { openAnnotationStore, type AnnotationStore } from './open-annotation-store.js';

let clusters: TestDatabase[];
let sample: SampleStore;
let restored: AnnotationStore;
beforeAll(async () => {
  clusters = await Promise.all([startTestDatabase(), startTestDatabase()]);
  sample = await openSampleStore(clusters[0]!.url);
  await migrateAnnotationStore(clusters[1]!.url);
  restored = await openAnnotationStore(clusters[1]!.url);
});
afterAll(async () => {
  await Promise.all([sample.store.close(), restored.close()]);
  await Promise.all(clusters.map((cluster) => cluster.stop()));
});

const include: Include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true };
/** An older cluster is thousands of transactions ahead of a fresh one. */
const age = `do $$ begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end $$`;
const xidColumns = `select table_name as "table", column_name as "column" from information_schema.columns
where table_schema = 'annotation_store' and udt_name = 'xid8' order by 1, 2`;

const read = (store: AnnotationStore, snapshot: Snapshot): Promise<ReadTask[]> =>
  readExport(store.source, { projectId: sample.projectId, snapshot }, include);
async function issuesOf(store: AnnotationStore, snapshot: Snapshot): Promise<string[]> {
  const texts: string[] = [];
  for await (const { document } of store.source.issues(sample.projectId, snapshot)) texts.push(document.toString());
  return texts;
}

/** Tasks with all that a task can have been through. */
async function live(): Promise<void> {
  const { dataSource, writer, issues, projects } = sample.store;
  await dataSource.query(age);
  const frame = (page: number) => ({ ...boxOf('o', page), page });
  const [a, b, c] = await sample.create([
    imageOf('a', { answer: answerOf(boxOf('o')) }),
    imageOf('b', { kind: 'video', answer: answerOf(frame(0), frame(9)) }),
    imageOf('deleted'),
    imageOf('broken', { answer: answerOf(boxOf('o', Infinity)) }),
  ]);
  await sample.save(a!.taskId, answerOf(boxOf('p'), boxOf('q')));
  await sample.complete(a!.taskId, 'Label');
  const options = { removeAnnotations: false, removeAssignee: true, removeStageHistory: true };
  await dataSource.transaction(async (manager) => {
    await writer.requeue(manager, [a!.taskId], 'Complete', options, person);
    await writer.deleteAssets(manager, [c!.assetId], person);
    await issues.create(manager, sample.projectId, b!.taskId, { content: 'blurred' });
    await projects
      .within(manager)
      .saveCategorySchema(sample.projectId, { tools: [], classifications: [], relations: [] });
  });
}

it('loses no task from new exports and refuses old snapshots, once the restored store is repaired', async () => {
  await live();
  const before = await sample.store.source.takeSnapshot();
  const original = await read(sample.store, before);
  expect(original.map(({ unwritable }) => unwritable)).toEqual([false, false, true]);

  await restoreElsewhere(sample.store.dataSource, restored.dataSource);
  await expect(restored.source.takeSnapshot()).rejects.toMatchObject({ code: 'store-not-repaired' });
  await migrateAnnotationStore(clusters[1]!.url);

  const after = await restored.source.takeSnapshot();
  expect(await read(restored, after)).toEqual(original);
  expect(await issuesOf(restored, after)).toEqual(await issuesOf(sample.store, before));
  expect(await restored.source.ontology(sample.projectId, after)).toEqual(
    await sample.store.source.ontology(sample.projectId, before),
  );
  await expect(restored.source.assertReadable(before)).rejects.toMatchObject({
    code: 'snapshot-unreadable',
    message: expect.stringContaining('was restored after this export was requested'),
  });
  const delta = { projectId: sample.projectId, snapshot: after, since: before };
  await expect(readExport(restored.source, delta, include)).rejects.toMatchObject({ code: 'snapshot-unreadable' });
  expect(await restored.source.unchanged(sample.projectId, before, after)).toBe(false);
});

it('makes every transaction id old, whatever column it stands in', async () => {
  const columns = await restored.dataSource.query<{ table: string; column: string }[]>(xidColumns);
  expect(columns.map(({ table, column }) => `${table}.${column}`)).toEqual([
    'issue_revisions.xid',
    'project_ontologies.xid',
    'stage_history.removed_xid',
    'stage_history.xid',
    'task_revisions.xid',
  ]);
  for (const { table, column } of columns) {
    const rows = await restored.dataSource.query<{ xid: string }[]>(
      `select distinct ${column}::text as xid from annotation_store.${table} where ${column} is not null`,
    );
    expect([table, column, rows]).toEqual([table, column, [{ xid: '3' }]]);
  }
});

it('goes on as usual: what changes from now on is a delta of what was restored', async () => {
  const base = await restored.source.takeSnapshot();
  const [task] = await read(restored, base);
  await restored.dataSource.transaction((manager) =>
    restored.writer.saveAnswer(manager, task!.taskId, answerOf(boxOf('new')), person),
  );
  await restored.dataSource.transaction((manager) =>
    restored.writer.createTasks(manager, sample.projectId, 'Complete', [imageOf('new')], person),
  );
  const delta = { projectId: sample.projectId, snapshot: await restored.source.takeSnapshot(), since: base };
  const changes = (await readExport(restored.source, delta, include)).map(({ change }) => change);
  expect(changes).toEqual(['changed', 'added']);
});
