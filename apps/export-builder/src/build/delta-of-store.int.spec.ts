import type { Answer, NewTask } from '@hub/annotation-store';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '@hub/annotation-store/testing';
import { readZip } from '@hub/archive/testing';
import type { ExportFormat, Snapshot } from '@hub/event-contracts';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import fc from 'fast-check';
import { buildByHand, zipOf } from '../testing/build-by-hand.js';
import { ExportedState, type TextFile } from '../testing/exported-state.js';
import { MemoryBucket } from '../testing/memory-bucket.js';
import { exportRequest } from '../testing/tasks.js';

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

const format: ExportFormat = 'ndjson';
const include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true };

async function filesOf(snapshot: Snapshot, base: Snapshot | null): Promise<TextFile[]> {
  const bucket = new MemoryBucket();
  const since = base ? { since: { exportId: 'base', snapshot: base } } : {};
  const request = exportRequest(
    { projectId: sample.projectId, snapshot, ...since },
    { format, include, stageIds: ['Complete'] },
  );
  const limits = { slices: 2, rows: 5, fewestSlices: 1 };
  const archive = await buildByHand({
    request,
    source: sample.store.source,
    bucket,
    sliceBytes: 3000,
    width: 2,
    limits,
  });
  return (await readZip(await zipOf(bucket, archive))).map(({ name, plain }) => ({ name, text: plain.toString() }));
}

const event = fc.record({
  kind: fc.constantFrom('add', 'add-video', 'edit', 'break', 'move', 'move', 'requeue', 'rename', 'delete'),
  place: fc.nat(30),
  value: fc.integer({ min: 1, max: 99 }),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** The transaction it happens in. */
type Manager = Parameters<SampleStore['store']['writer']['saveAnswer']>[0];
/** What lives in the project: tasks by the order of their creation. */
type Living = { assetId: string; taskId: string; stage: 'Label' | 'Complete'; video: boolean }[];
let names = 0;

const broken: Answer = answerOf({
  'bounding-box': { x: null, y: 2, width: 3, height: 4 },
  objectId: 'o',
  title: 'Cat',
});
const entry = (page: number, x: number) => ({ ...boxOf('v', x), page });

async function happen(manager: Manager, living: Living, { kind, place, value }: Event): Promise<void> {
  const { writer } = sample.store;
  const target = living[place % Math.max(1, living.length)];
  if (kind === 'add' || kind === 'add-video' || !target) return add(manager, living, kind === 'add-video', value);
  const at = living.indexOf(target);
  if (kind === 'edit') {
    const answer = target.video ? answerOf(entry(0, value), entry(7, 2)) : answerOf(boxOf('o', value));
    await writer.saveAnswer(manager, target.taskId, answer, person);
  }
  if (kind === 'break') await writer.saveAnswer(manager, target.taskId, broken, person);
  if (kind === 'rename') {
    await manager.query('update annotation_store.assets set metadata = $2 where id = $1', [
      target.assetId,
      JSON.stringify({ version: value }),
    ]);
    await writer.refreshHeads(manager, sample.projectId, { assetIds: [target.assetId] });
  }
  if (kind === 'move' || kind === 'requeue') {
    target.stage = target.stage === 'Complete' ? 'Label' : 'Complete';
    const keep = { removeAnnotations: false, removeAssignee: false, removeStageHistory: value > 50 };
    if (kind === 'move') await writer.completeStage(manager, target.taskId, target.stage, person);
    else await writer.requeue(manager, [target.taskId], target.stage, keep, person);
  }
  if (kind === 'delete') {
    await writer.deleteAssets(manager, [target.assetId], person);
    living.splice(at, 1);
  }
}

async function add(manager: Manager, living: Living, video: boolean, value: number): Promise<void> {
  const name = `asset ${names++}`;
  const task: NewTask = video
    ? { ...imageOf(name), kind: 'video', answer: answerOf(entry(0, 1), entry(value, 2)) }
    : imageOf(name, { answer: answerOf(...(value % 4 ? [boxOf('o', value)] : [])) });
  const [made] = await sample.store.writer.createTasks(manager, sample.projectId, 'Complete', [task], person);
  if (made) living.push({ ...made, stage: 'Complete', video });
}

it('gives the full export when it is applied to its base, with transactions open across the snapshots', async () => {
  const histories = fc.array(fc.tuple(fc.array(event, { maxLength: 12 }), event), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { dataSource, source } = sample.store;
      const living: Living = [];
      await dataSource.transaction(async (manager) => {
        for (let n = 0; n < 6; n++) await add(manager, living, n === 3, n);
      });
      const held = new ExportedState(format);
      let base: Snapshot | null = null;
      for (const [events, late] of history) {
        for (const each of events) await dataSource.transaction((manager) => happen(manager, living, each));
        const open = dataSource.createQueryRunner();
        await open.startTransaction();
        await happen(open.manager, living, late);
        const snapshot: Snapshot = await source.takeSnapshot();
        await open.commitTransaction();
        await open.release();
        held.apply(await filesOf(snapshot, base));
        base = snapshot;
        expect(held.content()).toEqual(new ExportedState(format).apply(await filesOf(snapshot, null)).content());
      }
      await dataSource.transaction((manager) =>
        sample.store.writer.deleteAssets(
          manager,
          living.map(({ assetId }) => assetId),
          person,
        ),
      );
    }),
    { numRuns: 6 },
  );
});
