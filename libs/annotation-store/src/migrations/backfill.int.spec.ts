import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { migrateAnnotationStore } from '../store/migrate.js';
import { answerOf, boxOf, imageOf, openSampleStore, type SampleStore } from '../testing/index.js';
import { PlannedReads0003 } from './0003-planned-reads.js';
import { RevisionNames0004 } from './0004-revision-names.js';

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

const revisions = (): Promise<Record<string, unknown>[]> =>
  sample.store.dataSource.query(`select * from annotation_store.task_revisions order by task_id, rev`);
const issueRevisions = (): Promise<Record<string, unknown>[]> =>
  sample.store.dataSource.query(`select * from annotation_store.issue_revisions order by issue_id, rev`);

/** The schema as it was before both. */
const takeBack = (): Promise<void> =>
  sample.store.dataSource.transaction(async ({ queryRunner }) => {
    await new RevisionNames0004().down(queryRunner!);
    await new PlannedReads0003().down(queryRunner!);
    await queryRunner!.query(`delete from annotation_store.migrations where name ~ '^(PlannedReads|RevisionNames)'`);
  });

it('fills rows of before with what the writer writes now, and changes nothing else in them', async () => {
  const frame = (page: number) => ({ ...boxOf('o', page), page });
  const [task] = await sample.create([
    imageOf('image', { answer: answerOf(boxOf('a'), boxOf('b')) }),
    imageOf('video', { kind: 'video', answer: answerOf(frame(0), frame(9)) }),
    imageOf('broken', { answer: answerOf(boxOf('a', NaN)) }),
    imageOf('empty'),
  ]);
  await sample.save(task!.taskId, answerOf());
  await sample.complete(task!.taskId, 'Label');
  const { dataSource, issues } = sample.store;
  await dataSource.transaction(async (manager) => {
    const id = await issues.create(manager, sample.projectId, task!.taskId, { content: 'blurred' });
    await issues.delete(manager, id);
  });
  const before = [await revisions(), await issueRevisions()];
  expect(before[0]).toContainEqual(
    expect.objectContaining({
      project_id: sample.projectId,
      external_id: 'video',
      annotations: 2,
      tracks: 1,
      frames: '10',
    }),
  );
  expect(before[0]!.filter((row) => row['content_unwritable'])).toHaveLength(1);
  expect(before[1]).toMatchObject([{ project_id: sample.projectId }, { project_id: sample.projectId, deleted: true }]);

  await takeBack();
  expect((await revisions())[0]).not.toHaveProperty('project_id');
  await migrateAnnotationStore(database.url);
  expect([await revisions(), await issueRevisions()]).toEqual(before);
});
