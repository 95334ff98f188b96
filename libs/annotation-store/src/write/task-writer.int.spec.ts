import type { PoolClient } from 'pg';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { storedAnswer } from '../read/stored-answer.js';
import { migrateAnnotationStore } from '../store/migrate.js';
import { openAnnotationStore, type AnnotationStore } from '../store/open-annotation-store.js';
import { sampleProject } from '../testing/index.js';
import type { Answer, NewTask } from './task-writer.js';

let database: TestDatabase;
let store: AnnotationStore;
beforeAll(async () => {
  database = await startTestDatabase();
  await migrateAnnotationStore(database.url);
  store = await openAnnotationStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

const person = { by: 'ann@example.org', origin: 'person' } as const;
const answer = (tools: unknown[], classifications: unknown[] = []): Answer => ({
  tools,
  classifications,
  relations: [],
});
const image = (task: Partial<NewTask> = {}): NewTask => ({
  externalId: 'cat.png',
  data: 'https://cdn.example/cat.png',
  kind: 'image',
  ...task,
});

async function create(
  task: NewTask,
  context: { by: string; origin: 'person' | 'import' } = person,
  stage = 'Label',
): Promise<string> {
  const { projectId } = await sampleProject(store);
  const [made] = await store.dataSource.transaction((manager) =>
    store.writer.createTasks(manager, projectId, stage, [task], context),
  );
  return made!.taskId;
}

const latest = async (taskId: string) => {
  const [row] = await store.dataSource.query<
    { content_id: string; rev: number; stage_id: string; task_head: string; asset_head: string }[]
  >(`select * from annotation_store.task_revisions where task_id = $1 order by rev desc limit 1`, [taskId]);
  return row!;
};
const stored = async (taskId: string) =>
  storedAnswer(store.dataSource.manager, Number((await latest(taskId)).content_id));

it('makes up what an import may leave out, in the order of keys of the contract', async () => {
  const box = {
    'bounding-box': { x: 1, y: 2, width: 3, height: 4 },
    title: 'Cat',
    colour: 'black',
    classifications: [{ title: 'Pose', answer: 'sitting' }],
  };
  const taskId = await create(image({ answer: answer([box], [{ schemaId: 'd01', answer: ['sun'] }]) }), {
    by: 'ann@example.org',
    origin: 'import',
  });
  const { tools, classifications } = await stored(taskId);
  const [tool] = tools as Record<string, unknown>[];
  expect(Object.keys(tool!)).toEqual([
    'bounding-box',
    'objectId',
    'schemaId',
    'title',
    'classifications',
    'metadata',
    'colour',
  ]);
  expect(tool).toMatchObject({
    objectId: expect.stringMatching(/^[0-9a-f]{23}$/),
    schemaId: 'b01',
    title: 'Cat',
    colour: 'black',
  });
  expect(tool!['classifications']).toMatchObject([
    { schemaId: 'c01', tool: 'radio', title: 'Pose', answer: 'sitting', metadata: { createdBy: 'import' } },
  ]);
  expect(classifications).toMatchObject([
    { schemaId: 'd01', tool: 'checkbox', title: 'Weather', metadata: { createdBy: 'import', createdIn: 'Label' } },
  ]);
});

it('stamps a later save only on what it changed', async () => {
  const tools = [
    { 'bounding-box': { x: 1, y: 2, width: 3, height: 4 }, objectId: 'o1', title: 'Cat' },
    {
      polygon: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      objectId: 'o2',
      title: 'Bowl',
    },
  ];
  const taskId = await create(image({ answer: answer(tools) }));
  const before = await stored(taskId);
  const moved = [{ ...tools[0], 'bounding-box': { x: 9, y: 2, width: 3, height: 4 } }, tools[1]];
  await store.dataSource.transaction((manager) =>
    store.writer.saveAnswer(manager, taskId, answer(moved), {
      by: 'bob@example.org',
      origin: 'person',
      duration: 1200,
    }),
  );
  const after = await stored(taskId);
  expect(after.tools[0]).toMatchObject({
    metadata: { createdBy: 'ann@example.org', updatedBy: 'bob@example.org', updatedIn: 'Label' },
  });
  expect(after.tools[1]).toEqual(before.tools[1]);
  expect((await latest(taskId)).task_head).toContain('"updatedBy":"bob@example.org","totalDuration":1200,');
});

it('keeps the content a stage was closed with in its history entry', async () => {
  const taskId = await create(image({ answer: answer([{ point: [1, 2], title: 'Cat' }]) }));
  const closed = (await latest(taskId)).content_id;
  await store.dataSource.transaction(async (manager) => {
    await store.writer.saveAnswer(manager, taskId, answer([]), { ...person, duration: 5400 });
    await store.writer.completeStage(manager, taskId, 'Complete', person);
  });
  const history = await store.dataSource.query<{ head: string; content_id: string }[]>(
    `select head, content_id from annotation_store.stage_history where task_id = $1 order by n`,
    [taskId],
  );
  expect(history.map(({ head }) => (JSON.parse(`${head}"end":0}`) as { stage: string }).stage)).toEqual([
    'Start',
    'Label',
  ]);
  expect(history[1]!.head).toMatch(
    /"duration":5400,"completedAt":"[^"]+","completedBy":"ann@example.org","submittedBy":"ann@example.org",/,
  );
  expect(history[1]!.content_id).not.toBe(closed);
  expect(history[1]!.content_id).toBe((await latest(taskId)).content_id);
  expect((await latest(taskId)).stage_id).toBe('Complete');
});

it('groups the entries of a video object into a track and uses an unchanged one again', async () => {
  const frame = (objectId: string, page: number, x: number, stop = false) => ({
    'bounding-box': { x, y: 0, width: 10, height: 10 },
    objectId,
    title: 'Cat',
    page,
    ...(stop && { interpolationStopped: true }),
  });
  const taskId = await create(
    image({
      kind: 'video',
      answer: answer([frame('a', 2, 10), frame('b', 0, 1), frame('a', 0, 0), frame('a', 3, 10, true)]),
    }),
  );
  const tracks = async () =>
    store.dataSource.query<{ track_id: string; key_frames: number; frames: string; object: string }[]>(
      `select c.track_id, t.key_frames, t.frames, t.object from annotation_store.content_tracks c join annotation_store.video_tracks t on t.id = c.track_id
       where c.content_id = $1 order by c.ord`,
      [(await latest(taskId)).content_id],
    );
  const before = await tracks();
  expect(before).toMatchObject([
    { key_frames: 3, frames: '4', object: '"objectId":"a","schemaId":"b01","title":"Cat"' },
    { key_frames: 1, frames: '1' },
  ]);
  const again = [frame('a', 0, 0), frame('a', 2, 10), frame('a', 3, 10, true), frame('b', 0, 7)];
  await store.dataSource.transaction((manager) => store.writer.saveAnswer(manager, taskId, answer(again), person));
  const after = await tracks();
  expect(after[0]!.track_id).toBe(before[0]!.track_id);
  expect(after[1]!.track_id).not.toBe(before[1]!.track_id);
  expect((await stored(taskId)).tools.map((tool) => (tool as { page: number }).page)).toEqual([0, 2, 3, 0]);
});

it('keeps what cannot be written, with the reason', async () => {
  const taskId = await create(
    image({
      answer: answer([
        { 'bounding-box': { x: Infinity, y: 0, width: 1, height: null }, objectId: 'o1', title: 'Cat' },
        7,
      ]),
    }),
  );
  const [row] = await store.dataSource.query<{ unwritable: unknown; tools: string }[]>(
    `select unwritable, tools from annotation_store.task_contents where id = $1`,
    [(await latest(taskId)).content_id],
  );
  expect(row!.unwritable).toEqual([
    { objectId: 'o1', path: 'bounding-box.x', reason: 'Infinity is not a finite number' },
    { objectId: 'o1', path: 'bounding-box.height', reason: 'not a number' },
    { objectId: null, path: 'tools[1]', reason: 'not an object' },
  ]);
  expect(row!.tools).toContain('"x":1e999');
});

it('creates many tasks with as few statements as one', async () => {
  const { projectId } = await sampleProject(store);
  const boxes = Array.from({ length: 10 }, (_, i) => ({
    'bounding-box': { x: i, y: i, width: 10.5, height: 20.25 },
    title: 'Cat',
  }));
  const statements = (count: number): Promise<number> =>
    store.dataSource.transaction(async (manager) => {
      const client = (await manager.queryRunner!.connect()) as PoolClient;
      const query = jest.spyOn(client, 'query');
      const tasks = Array.from({ length: count }, (_, i) =>
        image({ externalId: `img-${i}.png`, answer: answer(boxes) }),
      );
      const made = await store.writer.createTasks(manager, projectId, 'Complete', tasks, person);
      expect(new Set(made.map(({ taskId }) => taskId)).size).toBe(count);
      const calls = query.mock.calls.length;
      query.mockRestore();
      return calls;
    });
  const few = await statements(1);
  expect(few).toBeLessThan(12);
  expect(await statements(1000)).toBe(few);
});
