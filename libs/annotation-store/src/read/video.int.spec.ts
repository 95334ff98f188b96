import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Include } from '@hub/event-contracts';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';
import type { NewKeyFrame, NewTrack } from '../write/task-writer.js';
import type { KeyFrame, TaskSelector, VideoDocument, VideoTrack } from './annotation-source.js';

let database: TestDatabase;
let sample: SampleStore;
let taskId: string;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});
beforeEach(async () => {
  const [made] = await sample.create([imageOf('v.mp4', { kind: 'video' })], 'Label');
  taskId = made!.taskId;
});

const nothing: Include = { metadata: false, history: false, onlyKeyFrames: false, idleBlur: false };
const selector = async (): Promise<TaskSelector> => ({
  projectId: sample.projectId,
  snapshot: await sample.store.source.takeSnapshot(),
  taskIds: [taskId],
});
async function document(include: Include = nothing): Promise<VideoDocument> {
  const chosen = await selector();
  for await (const row of sample.store.source.outline(chosen, include)) {
    if (row.video) return sample.store.source.videoDocument(chosen, include, row.seq);
  }
  throw new Error('no video');
}
async function frames(track: VideoTrack, from: number, to: number, include: Include = nothing): Promise<KeyFrame[]> {
  const found: KeyFrame[] = [];
  for await (const frame of sample.store.source.keyFrames(track, include, { from, to })) found.push(frame);
  return found;
}
const tracksOf = (video: VideoDocument) => video.parts.flatMap((part) => (part.kind === 'track' ? [part] : []));
/** The document with key frames only. */
async function textOf(video: VideoDocument): Promise<string> {
  let text = '';
  for (const part of video.parts) {
    if (part.kind === 'text') {
      text += part.text;
      continue;
    }
    const entries = (await frames(part.track, 0, 1e9)).map(
      ({ shape, frame }) => `{"${part.track.geometry}":${shape},${part.track.object},"page":${frame}}`,
    );
    text += (part.leadingComma ? ',' : '') + entries.join(',');
  }
  return text;
}
const entry = (objectId: string, page: number, more: object = {}) => ({ ...boxOf(objectId, page), page, ...more });
const track = (objectId: string, keyFrames: NewTrack['keyFrames']): NewTrack => ({
  geometry: 'bounding-box',
  objectId,
  schemaId: 'b01',
  title: 'Cat',
  keyFrames,
});
const keyFrame = (frame: number, more: Partial<NewKeyFrame> = {}): NewKeyFrame => ({
  frame,
  shape: { x: frame, y: 0, width: 1, height: 1 },
  ...more,
});
const saveVideo = (tracks: Iterable<NewTrack> | AsyncIterable<NewTrack>, other = answerOf()) =>
  sample.store.dataSource.transaction((manager) =>
    sample.store.writer.saveVideo(manager, taskId, other, tracks, person),
  );

it('comes in parts that join to a document', async () => {
  await sample.save(
    taskId,
    answerOf(
      entry('a', 0),
      boxOf('still'),
      entry('a', 10),
      entry('b', 5),
      entry('a', 12, { interpolationStopped: true }),
      entry('a', 20),
    ),
  );
  const video = await document();
  expect(
    tracksOf(video).map(({ entries, leadingComma, track: { firstFrame, lastFrame, keyFrames } }) => ({
      entries,
      leadingComma,
      firstFrame,
      lastFrame,
      keyFrames,
    })),
  ).toEqual([
    { entries: 14, leadingComma: true, firstFrame: 0, lastFrame: 20, keyFrames: 4 },
    { entries: 1, leadingComma: true, firstFrame: 5, lastFrame: 5, keyFrames: 1 },
  ]);
  expect(tracksOf(await document({ ...nothing, onlyKeyFrames: true })).map((part) => part.entries)).toEqual([4, 1]);
  const parsed = JSON.parse(await textOf(video)) as { task: { tools: { objectId: string; page?: number }[] } };
  expect(parsed.task.tools.map(({ objectId, page }) => [objectId, page])).toEqual([
    ['still', undefined],
    ['a', 0],
    ['a', 10],
    ['a', 12],
    ['a', 20],
    ['b', 5],
  ]);
  expect(video).toMatchObject({
    externalId: 'v.mp4',
    annotations: 6,
    pages: 21,
    classCounts: [['Cat', 6]],
    unwritable: null,
  });
});

it('is read by ranges of frames, with the neighbours on either side', async () => {
  await saveVideo([
    track(
      'a',
      [0, 10, 20, 30].map((frame) => keyFrame(frame)),
    ),
  ]);
  const { track: a } = tracksOf(await document())[0]!;
  const numbers = async (from: number, to: number) => (await frames(a, from, to)).map(({ frame }) => frame);
  expect(await numbers(0, 30)).toEqual([0, 10, 20, 30]);
  expect(await numbers(11, 19)).toEqual([10, 20]);
  expect(await numbers(10, 20)).toEqual([0, 10, 20, 30]);
  expect(await numbers(5, 5)).toEqual([0, 10]);
  expect(await numbers(31, 99)).toEqual([30]);
});

it('keeps what a key frame says: nested answers, metadata by its toggle, further members, the stop', async () => {
  await saveVideo([
    track('a', [
      keyFrame(0, { classifications: [{ title: 'Pose', answer: 'up' }], metadata: { note: 'x' } }),
      keyFrame(3, { stopped: true }),
    ]),
  ]);
  await sample.save(
    taskId,
    answerOf(
      entry('a', 0, { occluded: true, classifications: [{ objectId: 'c', title: 'Pose', answer: 'up' }] }),
      entry('a', 3, { interpolationStopped: true }),
    ),
  );
  const { track: a } = tracksOf(await document())[0]!;
  const [first, last] = await frames(a, 0, 9);
  expect(first).toMatchObject({ extra: ',"occluded":true', metadata: null, stopped: false });
  expect(first!.classifications).toBe(
    '{"objectId":"c","schemaId":"c01","tool":"radio","title":"Pose","answer":"up","classifications":[]}',
  );
  expect(last).toMatchObject({ frame: 3, stopped: true, extra: '' });
  const [full] = await frames(a, 0, 0, { ...nothing, metadata: true });
  expect(JSON.parse(full!.metadata!)).toMatchObject({
    createdBy: 'ann@example.org',
    note: 'x',
    updatedBy: 'ann@example.org',
  });
  expect(full!.classifications).toContain('"metadata":{"createdAt"');
});

it('stores streams longer than a page, and many small tracks, with the right totals', async () => {
  async function* long(): AsyncGenerator<NewKeyFrame> {
    for (let i = 0; i < 5000; i++) yield keyFrame(i * 3);
  }
  async function* tracks(): AsyncGenerator<NewTrack> {
    yield track('long', long());
    yield track('empty', []);
    for (let i = 0; i < 200; i++) yield track(`small-${i}`, [keyFrame(i), keyFrame(i + 2)]);
  }
  await saveVideo(tracks(), answerOf(boxOf('still')));
  const video = await document();
  expect(video).toMatchObject({ annotations: 5401, classCounts: [['Cat', 5401]], pages: 14_998, unwritable: null });
  const [long_, ...small] = tracksOf(video);
  expect(long_).toMatchObject({
    entries: 14_998,
    leadingComma: true,
    track: { keyFrames: 5000, firstFrame: 0, lastFrame: 14_997 },
  });
  expect(small).toHaveLength(200);
  expect(small[199]).toMatchObject({
    entries: 3,
    track: { object: '"objectId":"small-199","schemaId":"b01","title":"Cat"' },
  });
  expect(await frames(long_!.track, 0, 1e6)).toHaveLength(5000);
});

it('is quarantined, with reasons that quote it, for key frames out of order, twice on a frame or without numbers', async () => {
  await saveVideo([
    track('a', [
      keyFrame(0),
      keyFrame(5),
      keyFrame(5),
      keyFrame(3),
      keyFrame(9, { shape: { x: NaN, y: 0, width: 1, height: 1 } }),
    ]),
  ]);
  const { unwritable } = await document();
  expect(unwritable!.map(({ objectId, path }) => [objectId, path])).toEqual([
    ['a', 'page'],
    ['a', 'page'],
    ['a', 'bounding-box.x'],
  ]);
  expect(unwritable![1]!.reason).toBe('frame 3: after frame 5 (shape {"x":3,"y":0,"width":1,"height":1})');
});

it('expands the tracks of its history too, also when it has none now', async () => {
  await sample.save(taskId, answerOf(entry('a', 0), entry('a', 4)));
  await sample.complete(taskId, 'Complete');
  await sample.save(taskId, answerOf());
  expect(tracksOf(await document({ ...nothing, history: true })).map((part) => part.entries)).toEqual([5]);
  const parsed = JSON.parse(await textOf(await document({ ...nothing, history: true }))) as {
    task: { tools: unknown[]; stageHistory: { stage: string; tools: unknown[] }[] };
  };
  expect(parsed.task.tools).toEqual([]);
  expect(parsed.task.stageHistory.map(({ stage, tools }) => [stage, tools.length])).toEqual([
    ['Start', 0],
    ['Label', 2],
  ]);
  await expect(document()).rejects.toThrow('no video');
});
