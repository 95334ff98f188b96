import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Include } from '@hub/event-contracts';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';
import type { RemovedTask, TaskSelector } from './annotation-source.js';

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

const include: Include = { metadata: false, history: true, onlyKeyFrames: false, idleBlur: false };
const everything = { from: 0, to: 1e9 };

async function changes(selector: TaskSelector): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  for await (const task of sample.store.source.tasks(selector, include, everything))
    found[task.externalId] = task.change;
  return found;
}
async function removed(selector: TaskSelector): Promise<RemovedTask[]> {
  const found: RemovedTask[] = [];
  for await (const task of sample.store.source.removed(selector, everything)) found.push(task);
  return found;
}

it('holds what was added or changed since its base, and names what is gone', async () => {
  const { source, writer, dataSource } = sample.store;
  const [same, edited, moved, deleted, completed] = await sample.create(
    ['same', 'edited', 'moved', 'deleted', 'completed'].map((name) => imageOf(name, { answer: answerOf(boxOf('o')) })),
  );
  const [waiting] = await sample.create([imageOf('waiting')], 'Label');
  const base = await source.takeSnapshot();
  await sample.save(edited!.taskId, answerOf(boxOf('other')));
  await sample.complete(moved!.taskId, 'Label');
  await sample.complete(waiting!.taskId, 'Complete');
  await sample.complete(completed!.taskId, 'Complete');
  await sample.create([imageOf('new')]);
  await dataSource.transaction((manager) => writer.deleteAssets(manager, [deleted!.assetId], person));
  const snapshot = await source.takeSnapshot();
  await sample.save(same!.taskId, answerOf());

  const delta = { projectId: sample.projectId, snapshot, since: base, stageIds: ['Complete'] };
  expect(await changes(delta)).toEqual({ edited: 'changed', completed: 'changed', waiting: 'added', new: 'added' });
  expect(await removed(delta)).toMatchObject([
    { ...moved, externalId: 'moved', reason: 'not-selected' },
    { ...deleted, externalId: 'deleted', reason: 'deleted' },
  ]);
  expect(await source.totals(delta, include)).toMatchObject({ tasks: 4, unwritable: 0, annotations: 2, removed: 2 });
  expect(await changes({ ...delta, since: snapshot })).toEqual({});
  expect(await changes({ ...delta, since: undefined })).toMatchObject({ same: null, edited: null });
  await expect(removed({ ...delta, since: undefined })).rejects.toThrow('Only a delta');
});

it('tells whether anything of the project changed', async () => {
  const { source, projects, issues, dataSource } = sample.store;
  const steps: (() => Promise<unknown>)[] = [
    () => sample.create([imageOf('one')]),
    () => projects.saveCategorySchema(sample.projectId, { tools: [], classifications: [], relations: [] }),
    async () => {
      const [task] = await sample.create([imageOf('two')]);
      await dataSource.transaction((manager) =>
        issues.create(manager, sample.projectId, task!.taskId, { content: 'x' }),
      );
    },
  ];
  for (const step of steps) {
    const before = await source.takeSnapshot();
    await projects.create({ organizationId: sample.organizationId, name: 'Another', createdBy: 'x' });
    const still = await source.takeSnapshot();
    expect(await source.unchanged(sample.projectId, before, still)).toBe(true);
    await step();
    expect(await source.unchanged(sample.projectId, before, await source.takeSnapshot())).toBe(false);
    expect(await source.unchanged(sample.projectId, before, still)).toBe(true);
  }
  expect(await source.issueTotals(sample.projectId, await source.takeSnapshot())).toEqual({ issues: 1, bytes: 48 });
});
