import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { readExport, type ReadTask } from '../testing/read-export.js';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';
import type { NewTask } from './task-writer.js';

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

const include = { metadata: false, history: true, onlyKeyFrames: true, idleBlur: false };

async function exported(taskId: string): Promise<ReadTask> {
  const snapshot = await sample.store.source.takeSnapshot();
  const selector = { projectId: sample.projectId, snapshot, taskIds: [taskId] };
  const [task] = await readExport(sample.store.source, selector, include);
  return task!;
}
const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
};

describe('is set aside with its reason', () => {
  const cases: [string, Partial<NewTask>, RegExp][] = [
    [
      'a null coordinate',
      { answer: answerOf({ point: [null, 1], objectId: 'o' }) },
      /"point\[0\]","reason":"not a number"/,
    ],
    ['NaN', { answer: answerOf({ point: [NaN, 1], objectId: 'o' }) }, /NaN is not a finite number/],
    [
      'a number too large',
      { answer: answerOf({ point: [JSON.parse('1e999'), 1] }) },
      /Infinity is not a finite number/,
    ],
    ['half a pair in a title', { answer: answerOf({ ...boxOf('o'), title: '\ud83d' }) }, /half a surrogate pair/],
    ['half a pair in a name', { answer: answerOf({ ...boxOf('o'), ['\udc00']: 1 }) }, /half a surrogate pair/],
    [
      'half a pair in a mask',
      { answer: { ...answerOf(), brushDataUrl: 'data:\ud83d' } },
      /"brushDataUrl".*half a surr/,
    ],
    [
      'two key frames at once',
      { kind: 'video', answer: answerOf({ ...boxOf('o'), page: 1 }, { ...boxOf('o'), page: 1 }) },
      /two key frames/,
    ],
    ['a frame that is none', { kind: 'video', answer: answerOf({ ...boxOf('o'), page: 1.5 }) }, /not a frame number/],
    ['no object at all', { answer: answerOf(null) }, /not an object/],
  ];
  it.each(cases)('%s', async (_, task, reason) => {
    const [made] = await sample.create([imageOf('a', task)]);
    const created = await exported(made!.taskId);
    expect([created.unwritable, created.shown]).toEqual([true, expect.stringMatching(reason)]);
    // and mended by the next answer
    await sample.save(made!.taskId, answerOf(boxOf('o')));
    expect((await exported(made!.taskId)).unwritable).toBe(false);
    await sample.save(made!.taskId, task.answer!);
    expect((await exported(made!.taskId)).shown).toMatch(reason);
  });
});

describe('is stored as it is', () => {
  it.each([
    ['the character zero', 'zero \0 inside'],
    ['characters that end rows and columns', 'a\tb\nc\\N\r\u2028"\'$$'],
    ['whole surrogate pairs', '😀 𝒳'],
  ])('%s', async (_, text) => {
    const metadata = { [text]: text };
    const tool = { ...boxOf('o'), title: text, note: text };
    const images = [imageOf(text, { metadata, answer: answerOf(tool) })];
    const videos = [imageOf(text, { kind: 'video', answer: answerOf({ ...tool, page: 3 }) })];
    for (const { taskId } of await sample.create([...images, ...videos])) {
      await sample.save(taskId, answerOf({ ...tool, page: 4 }));
      await sample.complete(taskId, 'Label');
      const { shown } = await exported(taskId);
      const document = JSON.parse(shown) as { externalId: string; task: { tools: unknown[] } };
      expect(document.externalId).toBe(text);
      expect(document.task.tools).toMatchObject([{ title: text, note: text, page: 4 }]);
    }
  });

  it('key frames that came out of order, in order', async () => {
    const frames = [8, 2, 5].map((page) => ({ ...boxOf('o', page), page }));
    const [made] = await sample.create([imageOf('v', { kind: 'video', answer: answerOf(...frames) })]);
    const { shown } = await exported(made!.taskId);
    const { tools } = (JSON.parse(shown) as { task: { tools: { page: number }[] } }).task;
    expect(tools.map(({ page }) => page)).toEqual([2, 5, 8]);
  });

  it('what is nested as deep as anybody needs', async () => {
    const [made] = await sample.create([imageOf('a', { answer: answerOf({ ...boxOf('o'), deep: nested(500) }) })]);
    expect((await exported(made!.taskId)).shown).toContain(JSON.stringify(nested(500)));
  });
});

it('refuses what is nested too deep for JSON, and stores nothing of it', async () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
  const tooDeep = { code: 'bad-request', message: expect.stringContaining('nested too deep') };
  const answer = answerOf({ ...boxOf('o'), deep });
  const [made] = await sample.create([imageOf('before')]);
  await expect(sample.create([imageOf('a', { answer })])).rejects.toMatchObject(tooDeep);
  await expect(sample.create([imageOf('a', { metadata: { deep } })])).rejects.toMatchObject(tooDeep);
  await expect(sample.save(made!.taskId, answer)).rejects.toMatchObject(tooDeep);
  const tracks = [{ geometry: 'point', schemaId: 's', title: 't', keyFrames: [{ frame: 1, shape: deep }] }];
  await expect(
    sample.store.dataSource.transaction((manager) =>
      sample.store.writer.saveVideo(manager, made!.taskId, answerOf(), tracks, person),
    ),
  ).rejects.toMatchObject(tooDeep);
  expect((await exported(made!.taskId)).annotations).toBe(0);
});
