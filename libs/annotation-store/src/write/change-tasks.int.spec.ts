import type { EntityManager } from 'typeorm';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Snapshot } from '@hub/event-contracts';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  sample = await openSampleStore(database.url);
});
afterEach(async () => {
  await sample.store.close();
});

interface Entry {
  externalId: string;
  batches: string[];
  metadata: Record<string, unknown>;
  task: {
    stage: string;
    tools: unknown[];
    updatedAt: string;
    updatedBy: string;
    totalDuration: number;
    stageHistory: { stage: string }[];
  };
}
const snapshotNow = (): Promise<Snapshot> => sample.store.source.takeSnapshot();
async function entries(snapshot: Snapshot): Promise<Entry[]> {
  const found: Entry[] = [];
  const include = { metadata: false, history: true, onlyKeyFrames: false, idleBlur: false };
  for await (const { document } of sample.store.source.tasks({ projectId: sample.projectId, snapshot }, include, {
    from: 0,
    to: 1e9,
  })) {
    found.push(JSON.parse(document.toString()) as Entry);
  }
  return found;
}
const change = <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> =>
  sample.store.dataSource.transaction(work);

it('requeues without a history entry, and takes away what it is told to', async () => {
  const [made] = await sample.create([imageOf('a', { answer: answerOf(boxOf('o')) })], 'Label');
  const unknown = { removeAnnotations: false, removeAssignee: false, removeStageHistory: false };
  await change((manager) =>
    sample.store.writer.saveAnswer(manager, made!.taskId, answerOf(boxOf('o')), { ...person, duration: 500 }),
  );
  await sample.complete(made!.taskId, 'Complete');
  const before = await snapshotNow();
  const ids = [made!.taskId, 'unknown'];
  expect(await change((manager) => sample.store.writer.requeue(manager, ids, 'Label', unknown, person))).toBe(1);
  const [kept] = await entries(await snapshotNow());
  expect(kept!.task).toMatchObject({ stage: 'Label', totalDuration: 500, tools: [{ objectId: 'o' }] });
  expect(kept!.task.stageHistory.map(({ stage }) => stage)).toEqual(['Start', 'Label']);
  await change((manager) =>
    sample.store.writer.requeue(
      manager,
      ids,
      'Start',
      { removeAnnotations: true, removeAssignee: true, removeStageHistory: true },
      person,
    ),
  );
  const [bare] = await entries(await snapshotNow());
  expect(bare!.task).toMatchObject({ stage: 'Start', tools: [], stageHistory: [] });
  // the older moment still has it all
  const [then] = await entries(before);
  expect(then!.task).toMatchObject({
    stage: 'Complete',
    tools: [{ objectId: 'o' }],
    stageHistory: [{ stage: 'Start' }, { stage: 'Label' }],
  });
});

it('adds batches once, renames them and stages from now on, without touching who updated when', async () => {
  const [week1, week2] = await sample.store.projects.ensureBatches(sample.projectId, ['week-1', 'week "2"']);
  const made = await sample.create([imageOf('a', { batchIds: [week1!] }), imageOf('b')]);
  const assets = made.map(({ assetId }) => assetId);
  const [original] = await entries(await snapshotNow());
  expect(await change((manager) => sample.store.writer.assignBatches(manager, assets, [week1!, week2!]))).toBe(2);
  expect(await change((manager) => sample.store.writer.assignBatches(manager, assets, [week2!]))).toBe(0);
  const before = await snapshotNow();
  await change(async (manager) => {
    await sample.store.projects.within(manager).renameBatch(week1!, 'first week');
    const { stages } = await sample.store.projects.within(manager).get(sample.projectId);
    await sample.store.projects.within(manager).saveStages(
      sample.projectId,
      stages.map((stage) => (stage.id === 'Complete' ? { ...stage, name: 'Done' } : stage)),
    );
    expect(await sample.store.writer.refreshHeads(manager, sample.projectId, { batchId: week1! })).toBe(2);
    expect(await sample.store.writer.refreshHeads(manager, sample.projectId, { stageId: 'Label' })).toBe(0);
  });
  expect((await entries(before)).map(({ batches, task }) => [batches, task.stage])).toEqual([
    [['week-1', 'week "2"'], 'Complete'],
    [['week-1', 'week "2"'], 'Complete'],
  ]);
  const now = await entries(await snapshotNow());
  expect(now.map(({ batches, task }) => [batches, task.stage])).toEqual([
    [['first week', 'week "2"'], 'Done'],
    [['first week', 'week "2"'], 'Done'],
  ]);
  expect(now[0]!.task).toMatchObject({ updatedAt: original!.task.updatedAt, updatedBy: 'ann@example.org' });
});

it('refuses a batch or a stage the project does not have, and writes nothing', async () => {
  await expect(sample.create([imageOf('a', { batchIds: ['nope'] })])).rejects.toMatchObject({
    code: 'bad-request',
    field: 'batches',
    value: 'nope',
  });
  await expect(sample.create([imageOf('a')], 'Nowhere')).rejects.toMatchObject({
    code: 'bad-request',
    field: 'stage',
    value: 'Nowhere',
  });
  await expect(sample.save('nope', answerOf())).rejects.toMatchObject({ code: 'not-found' });
  expect(await entries(await snapshotNow())).toEqual([]);
});

it('shows a changed asset after a refresh', async () => {
  const [made] = await sample.create([imageOf('a', { contextData: { patient: 7 } }), imageOf('b')]);
  await change(async (manager) => {
    await manager.query(`update annotation_store.assets set metadata = $2 where id = $1`, [
      made!.assetId,
      '{"width": 1, "a": {"b": [2]}}',
    ]);
    expect(await sample.store.writer.refreshHeads(manager, sample.projectId, { assetIds: [made!.assetId] })).toBe(1);
  });
  expect((await entries(await snapshotNow()))[0]).toMatchObject({
    metadata: { width: 1, a: { b: [2] } },
    contextData: { patient: 7 },
  });
});

it('deletes from now on only', async () => {
  const [a] = await sample.create([imageOf('a'), imageOf('b')]);
  const before = await snapshotNow();
  expect(await change((manager) => sample.store.writer.deleteAssets(manager, [a!.assetId], person))).toBe(1);
  expect(await change((manager) => sample.store.writer.deleteAssets(manager, [a!.assetId], person))).toBe(0);
  expect((await entries(await snapshotNow())).map(({ externalId }) => externalId)).toEqual(['b']);
  expect((await entries(before)).map(({ externalId }) => externalId)).toEqual(['a', 'b']);
  await expect(sample.save(a!.taskId, answerOf())).rejects.toMatchObject({ code: 'not-found' });
});

it('lets writers of the same tasks wait for each other, whatever order they name them in', async () => {
  const made = await sample.create(Array.from({ length: 20 }, (_, i) => imageOf(`t${i}`)));
  const ids = made.map(({ taskId }) => taskId);
  const options = { removeAnnotations: false, removeAssignee: false, removeStageHistory: false };
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      change((manager) =>
        sample.store.writer.requeue(
          manager,
          i % 2 ? ids : [...ids].reverse(),
          i % 2 ? 'Label' : 'Start',
          options,
          person,
        ),
      ),
    ),
  );
  const [{ rev }] = (await sample.store.dataSource.query<{ rev: number }[]>(
    `select rev from annotation_store.tasks where id = $1`,
    [ids[0]],
  )) as [{ rev: number }];
  expect(rev).toBe(9);
});

it('keeps issues as they were at the snapshot', async () => {
  const [made] = await sample.create([imageOf('a')]);
  const { issues, source } = sample.store;
  const read = async (snapshot: Snapshot) => {
    const found: unknown[] = [];
    for await (const { document } of source.issues(sample.projectId, snapshot))
      found.push(JSON.parse(document.toString()));
    return found;
  };
  const [first, second] = await change(async (manager) => [
    await issues.create(manager, sample.projectId, made!.taskId, { content: 'blurred', status: 'Open' }),
    await issues.create(manager, sample.projectId, made!.taskId, { content: 'missing', status: 'Open' }),
  ]);
  const before = await snapshotNow();
  await change(async (manager) => {
    await issues.change(manager, first!, (document) => ({ ...document, status: 'Closed' }));
    await issues.delete(manager, second!);
  });
  expect(await read(before)).toEqual([
    { _id: first, content: 'blurred', status: 'Open' },
    { _id: second, content: 'missing', status: 'Open' },
  ]);
  expect(await read(await snapshotNow())).toEqual([{ _id: first, content: 'blurred', status: 'Closed' }]);
  await expect(change((manager) => issues.delete(manager, second!))).rejects.toMatchObject({ code: 'not-found' });
});
