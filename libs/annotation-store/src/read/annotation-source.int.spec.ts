import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Include, Snapshot } from '@hub/event-contracts';
import { migrateAnnotationStore } from '../store/migrate.js';
import { openAnnotationStore, type AnnotationStore } from '../store/open-annotation-store.js';
import { sampleProject } from '../testing/index.js';
import type { Answer, NewTask } from '../write/task-writer.js';
import type { TaskSelector } from './annotation-source.js';

let database: TestDatabase;
let store: AnnotationStore;
let projectId: string;
beforeAll(async () => {
  database = await startTestDatabase();
  await migrateAnnotationStore(database.url);
  store = await openAnnotationStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.stop();
});
beforeEach(async () => {
  projectId = (await sampleProject(store)).projectId;
});

const person = { by: 'ann@example.org', origin: 'person' } as const;
const nothing: Include = { metadata: false, history: false, onlyKeyFrames: false, idleBlur: false };
const everything = { from: 0, to: Number.MAX_SAFE_INTEGER };
const answer = (...tools: unknown[]): Answer => ({ tools, classifications: [], relations: [] });
const box = (objectId: string, x = 1) => ({ 'bounding-box': { x, y: 2, width: 3, height: 4 }, objectId, title: 'Cat' });
const image = (externalId: string, task: Partial<NewTask> = {}): NewTask => ({
  externalId,
  data: `https://cdn.example/${externalId}`,
  kind: 'image',
  ...task,
});

const create = (tasks: NewTask[], stage = 'Complete') =>
  store.dataSource.transaction((manager) => store.writer.createTasks(manager, projectId, stage, tasks, person));
const save = (taskId: string, next: Answer) =>
  store.dataSource.transaction((manager) => store.writer.saveAnswer(manager, taskId, next, person));
const select = (snapshot: Snapshot, more: Partial<TaskSelector> = {}): TaskSelector => ({
  projectId,
  snapshot,
  ...more,
});

interface Entry {
  externalId: string;
  batches: string[];
  task: { stage: string; tools: { objectId: string }[]; stageHistory?: { stage: string; tools: unknown[] }[] };
}
async function read(selector: TaskSelector, include: Include = nothing): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const { document } of store.source.tasks(selector, include, everything))
    entries.push(JSON.parse(document.toString()) as Entry);
  return entries;
}
const names = (entries: Entry[]): string[] => entries.map((entry) => entry.externalId);

describe('a snapshot', () => {
  it('does not see what is changed, added or taken away later', async () => {
    const [a] = await create([image('a', { answer: answer(box('o1')) }), image('b')]);
    const snapshot = await store.source.takeSnapshot();
    await save(a!.taskId, answer(box('o2'), box('o3')));
    await store.dataSource.transaction((manager) => store.writer.completeStage(manager, a!.taskId, 'Label', person));
    await create([image('c')]);
    const then = await read(select(snapshot), { ...nothing, history: true });
    expect(names(then)).toEqual(['a', 'b']);
    expect(then[0]!.task.tools.map((tool) => tool.objectId)).toEqual(['o1']);
    expect(then[0]!.task.stage).toBe('Complete');
    expect(then[0]!.task.stageHistory!.map((entry) => entry.stage)).toEqual(['Start']);
    const now = await read(select(await store.source.takeSnapshot()), { ...nothing, history: true });
    expect(names(now)).toEqual(['a', 'b', 'c']);
    expect(now[0]!.task.tools.map((tool) => tool.objectId)).toEqual(['o2', 'o3']);
    expect(now[0]!.task.stageHistory!.map((entry) => entry.stage)).toEqual(['Start', 'Complete']);
  });

  it('does not see a transaction that commits after it, nor a savepoint of it', async () => {
    const runner = store.dataSource.createQueryRunner();
    await runner.startTransaction();
    await store.writer.createTasks(runner.manager, projectId, 'Complete', [image('outer')], person);
    await runner.startTransaction();
    await store.writer.createTasks(runner.manager, projectId, 'Complete', [image('savepoint')], person);
    await runner.commitTransaction();
    // commits meanwhile: the open one is now older than what the snapshot shows
    await create([image('between')]);
    const snapshot = await store.source.takeSnapshot();
    await create([image('later')]);
    await runner.commitTransaction();
    await runner.release();
    expect(names(await read(select(snapshot)))).toEqual(['between']);
    expect(names(await read(select(await store.source.takeSnapshot())))).toEqual([
      'outer',
      'savepoint',
      'between',
      'later',
    ]);
  });
});

describe('a document', () => {
  it('is the text of the contract, with and without each toggle', async () => {
    const batch = await store.projects.ensureBatches(projectId, ['week-1']);
    const cat = {
      ...box('aa1'),
      classifications: [{ objectId: 'ac1', title: 'Pose', answer: 'sitting' }],
      metadata: { createdAt: '2025-01-01T00:00:00.000Z', createdBy: 'x', createdIn: 'Label' },
    };
    const [made] = await create([
      image('cat.png', { batchIds: batch, metadata: { width: 640, height: 480 }, answer: answer(cat) }),
    ]);
    const row = async (include: Partial<Include>) => {
      const rows = [];
      for await (const each of store.source.tasks(
        select(await store.source.takeSnapshot()),
        { ...nothing, ...include },
        everything,
      ))
        rows.push(each);
      return { facts: rows[0]!, text: rows[0]!.document.toString() };
    };
    const plain = await row({});
    const updatedAt = /"updatedAt":"([^"]+)"/.exec(plain.text)![1]!;
    const head =
      `{"asset":"https://cdn.example/cat.png","assetId":"${made!.assetId}","externalId":"cat.png","metadata":{"width":640,"height":480},"batches":["week-1"],` +
      `"task":{"taskId":"${made!.taskId}","stage":"Complete","stageId":"Complete","updatedAt":"${updatedAt}","updatedBy":"ann@example.org","totalDuration":0,`;
    const tool = (nested: string, own: string) =>
      `"tools":[{"bounding-box":{"x":1,"y":2,"width":3,"height":4},"objectId":"aa1","schemaId":"b01","title":"Cat","classifications":[` +
      `{"objectId":"ac1","schemaId":"c01","tool":"radio","title":"Pose","answer":"sitting","classifications":[]${nested}}]${own}}],`;
    const rest = '"classifications":[],"relations":[],"brushDataUrl":null,"medicalBrushDataUrl":null';
    expect(plain.text).toBe(`${head}${tool('', '')}${rest}}}`);
    expect((await row({ metadata: true })).text).toBe(
      head +
        tool(
          `,"metadata":{"createdAt":"${updatedAt}","createdBy":"ann@example.org","createdIn":"Complete"}`,
          ',"metadata":{"createdAt":"2025-01-01T00:00:00.000Z","createdBy":"x","createdIn":"Label"}',
        ) +
        `${rest}}}`,
    );
    expect((await row({ idleBlur: true })).text).toBe(
      `${head}"duration":0,"blurDuration":0,"idleDuration":0,"totalBlurDuration":0,"totalIdleDuration":0,${tool('', '')}${rest}}}`,
    );
    const start = /"stageHistory":\[\{"_id":"([0-9a-f]{24})"/.exec((await row({ history: true })).text)![1]!;
    expect((await row({ history: true })).text).toBe(
      `${head}${tool('', '')}${rest},"stageHistory":[{"_id":"${start}","stage":"Start","stageName":"Start","stageId":"Start","duration":0,"completedAt":"${updatedAt}","tools":[],${rest}}]}}`,
    );
    expect(plain.facts).toMatchObject({
      externalId: 'cat.png',
      stage: 'Complete',
      batches: ['week-1'],
      annotations: 1,
      classCounts: [['Cat', 1]],
      pages: 1,
      unwritable: null,
    });
  });

  it('is quarantined for what its history holds only when the history is asked for', async () => {
    const [made] = await create(
      [image('a', { answer: answer({ point: [Infinity, 1], objectId: 'o1', title: 'Cat' }) })],
      'Label',
    );
    await store.dataSource.transaction((manager) =>
      store.writer.completeStage(manager, made!.taskId, 'Complete', person),
    );
    await save(made!.taskId, answer(box('o1')));
    const reasons = async (include: Include) => {
      for await (const { unwritable } of store.source.tasks(
        select(await store.source.takeSnapshot()),
        include,
        everything,
      ))
        return unwritable;
      return undefined;
    };
    expect(await reasons(nothing)).toBeNull();
    expect(await reasons({ ...nothing, history: true })).toEqual([
      { objectId: 'o1', path: 'point[0]', reason: 'Infinity is not a finite number' },
    ]);
  });
});

describe('a selection', () => {
  it('filters by the revision: stage, batch, type, ids and strict time windows, in order of creation', async () => {
    const [week1, week2] = await store.projects.ensureBatches(projectId, ['week-1', 'week-2']);
    const [a] = await create([image('a', { batchIds: [week1!] })], 'Label');
    const [b] = await create([image('b', { batchIds: [week1!, week2!] })]);
    await create([image('c'), image('it\'s "quoted", \\ and {braced}')]);
    const snapshot = await store.source.takeSnapshot();
    const only = async (more: Partial<TaskSelector>) => names(await read(select(snapshot, more)));
    expect(await only({ stageIds: ['Complete'] })).toEqual(['b', 'c', 'it\'s "quoted", \\ and {braced}']);
    expect(await only({ stageIds: [] })).toEqual([]);
    expect(await only({ stageIds: ["It's", 'Label', 'a,"b\\'] })).toEqual(['a']);
    expect(await only({ batchIds: [week2!] })).toEqual(['b']);
    expect(await only({ batchIds: [week1!, week2!] })).toEqual(['a', 'b']);
    expect(await only({ taskTypes: ['consensus'] })).toEqual([]);
    expect(await only({ taskIds: [b!.taskId, a!.taskId, 'unknown'] })).toEqual(['a', 'b']);
    const [{ at }] = (await store.dataSource.query<{ at: Date }[]>(
      `select updated_at as at from annotation_store.task_revisions where task_id = $1`,
      [b!.taskId],
    )) as [{ at: Date }];
    const before = (await only({ updatedAt: { before: at.toISOString() } })).length;
    const after = (await only({ updatedAt: { after: at.toISOString() } })).length;
    const same = (
      await only({
        updatedAt: {
          after: new Date(at.getTime() - 1).toISOString(),
          before: new Date(at.getTime() + 1).toISOString(),
        },
      })
    ).length;
    expect(before + same + after).toBe(4);
    expect(same).toBeGreaterThanOrEqual(1);
  });

  it('is outlined with the sizes its documents have', async () => {
    await create([
      image('a', { answer: answer(box('o1'), box('o2')) }),
      image('b'),
      image('v', { kind: 'video', answer: answer({ ...box('o1'), page: 0 }) }),
    ]);
    const selector = select(await store.source.takeSnapshot());
    for (const include of [nothing, { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true }]) {
      const rows = [];
      for await (const row of store.source.outline(selector, include)) rows.push(row);
      const sizes = [];
      for await (const { seq, document } of store.source.tasks(selector, include, everything))
        sizes.push({ seq, bytes: document.length });
      expect(rows.map((row) => row.video)).toEqual([false, false, true]);
      expect(rows.slice(0, 2).map((row) => row.seq)).toEqual(sizes.map((size) => size.seq));
      for (const [i, { bytes }] of sizes.entries()) expect(Math.abs(rows[i]!.bytes - bytes)).toBeLessThan(bytes * 0.2);
    }
  });
});
