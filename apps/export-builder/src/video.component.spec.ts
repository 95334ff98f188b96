import type { NewTrack } from '@hub/annotation-store';
import { readZip } from '@hub/archive/testing';
import { ArchiveBuilt, BuildStarted, type Archive } from '@hub/event-contracts';
import { zipOf } from './testing/build-by-hand.js';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  const made = await bench.addTasks([
    { externalId: 'before.png', data: 'https://cdn.example/before.png', kind: 'image' },
    { externalId: 'street.mp4', data: 'https://cdn.example/street.mp4', kind: 'video' },
    { externalId: 'after.png', data: 'https://cdn.example/after.png', kind: 'image' },
  ]);
  const answer = { tools: [], classifications: [], relations: [] };
  await bench.store.dataSource.transaction((manager) =>
    bench.store.writer.saveVideo(manager, made[1]?.taskId ?? '', answer, tracks, {
      by: 'ann@example.org',
      origin: 'person',
    }),
  );
});
afterAll(() => bench.close());
afterEach(() => bench.stop());

const boxes = Array.from({ length: 60 }, (_, n) => ({
  frame: n * 50,
  shape: { x: n, y: n / 7, width: 10 + n, height: 5 },
  classifications: [],
  stopped: n === 59,
}));
const polygon = (frame: number) => ({
  frame,
  shape: [
    [frame, 0],
    [9, 9],
    [0, frame / 3],
  ],
});
const tracks: NewTrack[] = [
  { geometry: 'bounding-box', objectId: 'o1', schemaId: 'b01', title: 'Cat', keyFrames: boxes },
  { geometry: 'polygon', objectId: 'o2', schemaId: 'b02', title: 'Bowl', keyFrames: [polygon(10), polygon(700)] },
  {
    geometry: 'rotated-bounding-box',
    objectId: 'o3',
    schemaId: 'b04',
    title: 'Label',
    keyFrames: [0, 300].map((frame) => ({ frame, shape: { x: 1, y: 2, width: 3, height: 4, rotation: frame / 2 } })),
  },
];

interface Tool {
  readonly objectId: string;
  readonly page: number;
}
const dataOf = async (archive: Archive): Promise<string> =>
  (await readZip(await zipOf(bench.staging, archive)))[0]?.plain.toString() ?? '';

it('builds a large video in stretches, to the same file as in one piece', async () => {
  await bench.start();
  const request = await bench.request('v-whole');
  await bench.ask(request);
  const whole = await bench.hears(ArchiveBuilt, 'v-whole');
  await bench.stop();

  await bench.start({ SLICE_BYTES: String(64 * 1024) });
  await bench.ask({ ...request, exportId: 'v-cut' });
  const cut = await bench.hears(ArchiveBuilt, 'v-cut');
  expect((await bench.hears(BuildStarted, 'v-cut')).slices).toBeGreaterThan(5);
  expect(cut.archive.reconciliation).toEqual({ selected: 3, exported: 1, quarantined: 0, empty: 2 });
  const text = await dataOf(cut.archive);
  expect(text).toBe(await dataOf(whole.archive));

  const documents = JSON.parse(text) as { externalId: string; task: { tools: Tool[] } }[];
  expect(documents.map((document) => document.externalId)).toEqual(['before.png', 'street.mp4', 'after.png']);
  const pages = (objectId: string): number[] =>
    (documents[1]?.task.tools ?? []).filter((tool) => tool.objectId === objectId).map((tool) => tool.page);
  expect(pages('o1')).toEqual(Array.from({ length: 2951 }, (_, n) => n));
  expect(pages('o2')).toEqual(Array.from({ length: 691 }, (_, n) => 10 + n));
  expect(pages('o3')).toEqual(Array.from({ length: 301 }, (_, n) => n));
});

it('gives a large video of a split export a file of its own', async () => {
  await bench.start({ SLICE_BYTES: String(64 * 1024) });
  await bench.ask(await bench.request('v-split', { format: 'split' }));
  const { archive } = await bench.hears(ArchiveBuilt, 'v-split');
  const files = await readZip(await zipOf(bench.staging, archive));
  expect(files.map((file) => file.name.split('-')[0])).toEqual([
    'before.png',
    'street.mp4',
    'after.png',
    'manifest.json',
  ]);
  expect(() => JSON.parse(files[1]?.plain.toString() ?? '') as unknown).not.toThrow();
});

it('exports key frames only when asked', async () => {
  await bench.start();
  const include = { metadata: true, history: true, onlyKeyFrames: true, idleBlur: false };
  await bench.ask(await bench.request('v-keys', { include }));
  const { archive } = await bench.hears(ArchiveBuilt, 'v-keys');
  const documents = JSON.parse(await dataOf(archive)) as {
    task: { tools: (Tool & { interpolationStopped?: true })[] };
  }[];
  const tools = documents[1]?.task.tools ?? [];
  expect(tools).toHaveLength(60 + 2 + 2);
  expect(tools.filter((tool) => tool.interpolationStopped).map((tool) => tool.page)).toEqual([2950]);
});
