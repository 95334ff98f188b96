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

const projectElsewhere = (): Promise<string> =>
  sample.store.projects.create({ organizationId: sample.organizationId, name: 'Another', createdBy: 'x' });

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
    await projectElsewhere();
    const still = await source.takeSnapshot();
    expect(await source.unchanged(sample.projectId, before, still)).toBe(true);
    await step();
    expect(await source.unchanged(sample.projectId, before, await source.takeSnapshot())).toBe(false);
    expect(await source.unchanged(sample.projectId, before, still)).toBe(true);
  }
  expect(await source.issueTotals(sample.projectId, await source.takeSnapshot())).toEqual({ issues: 1, bytes: 48 });
});

it('holds what was written by a transaction that was open when its base was taken', async () => {
  const { source, writer, dataSource } = sample.store;
  const [task] = await sample.create(Array.from({ length: 5 }, (_, n) => imageOf(`t${n}`)));
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await writer.saveAnswer(runner.manager, task!.taskId, answerOf(boxOf('o')), person);
  // ends after it: the open one is older than what the base shows
  await projectElsewhere();
  const since = await source.takeSnapshot();
  await runner.commitTransaction();
  await runner.release();
  const snapshot = await source.takeSnapshot();
  expect(await changes({ projectId: sample.projectId, snapshot, since })).toEqual({ t0: 'changed' });
  expect(await source.unchanged(sample.projectId, since, snapshot)).toBe(false);
});

it('is refused when its base is of another cluster', async () => {
  const snapshot = await sample.store.source.takeSnapshot();
  const delta = { projectId: sample.projectId, snapshot, since: { ...snapshot, systemId: '1' } };
  await expect(changes(delta)).rejects.toMatchObject({ code: 'snapshot-unreadable', field: 'since' });
  await expect(removed(delta)).rejects.toMatchObject({ code: 'snapshot-unreadable', field: 'since' });
  expect(await sample.store.source.unchanged(sample.projectId, delta.since, snapshot)).toBe(false);
});
