import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from '@hub/archive';
import { readZip } from '@hub/archive/testing';
import { archiveContentSchema } from '@hub/formats';
import { openFolderBucket, type ObjectStorage } from '@hub/object-storage';
import type { PieceLimits } from './build-plan.js';
import { buildByHand, planByHand, readDescriptor, zipOf } from '../testing/build-by-hand.js';
import { MemoryAnnotationSource, type MemoryTask } from '../testing/memory-annotation-source.js';

import { boxTrack, exportRequest, imageTask, videoTask } from '../testing/tasks.js';

let folder: string;
let buckets = 0;
const newBucket = (): ObjectStorage => openFolderBucket(folder, `staging-${buckets++}`);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-build-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unwritable = [{ objectId: 'o1', path: 'tools/0/bounding-box/x', reason: 'not a finite number' }];
/** Images, two set aside in a row at the front, one empty, a small and a large video. */
const mixed: MemoryTask[] = [
  imageTask(1, { unwritable, bytes: 2000 }),
  imageTask(2, { unwritable }),
  ...Array.from({ length: 12 }, (_, n) => imageTask(10 + n)),
  videoTask(30, [boxTrack('o1', [0, 3], 5)]),
  imageTask(31, { annotations: 0, classCounts: [], batches: [] }),
  videoTask(32, [boxTrack('o1', [0, 40, 90], 95), boxTrack('o2', [7, 99])]),
  videoTask(33, [boxTrack('o1', [0, 400])], { unwritable }),
  ...Array.from({ length: 5 }, (_, n) => imageTask(40 + n)),
];
const written = mixed.filter((task) => !task.unwritable);

const filesIn = async (zip: Buffer): Promise<{ name: string; text: string }[]> =>
  (await readZip(zip)).map(({ name, plain }) => ({ name, text: plain.toString() }));

interface Document {
  readonly externalId: string;
  readonly task: { readonly taskId: string; readonly tools?: readonly { page: number }[] };
}

it('builds a JSON archive: data first, every task once and in order, sums that close', async () => {
  const bucket = newBucket();
  const archive = await buildByHand({ request: exportRequest(), source: new MemoryAnnotationSource(mixed), bucket });
  const zip = await zipOf(bucket, archive);
  const files = await filesIn(zip);
  expect(zip).toHaveLength(archive.bytes);
  expect(archive.fileName).toBe('Street_scenes-task-export-2026-11-24-10_00_00_GMT.zip');
  expect(files.map((file) => file.name)).toEqual([
    'Street_scenes-task-export-2026-11-24-10_00_00_GMT.json',
    'manifest.json',
    'quarantine.ndjson',
  ]);
  const documents = JSON.parse(files[0]?.text ?? '') as Document[];
  expect(documents.map((document) => document.task.taskId)).toEqual(written.map((task) => task.taskId));
  expect(documents.find((each) => each.externalId === 'video 32.mp4')?.task.tools).toHaveLength(96 + 93);
  expect(archive.reconciliation).toEqual({
    selected: mixed.length,
    exported: written.length - 1,
    quarantined: 3,
    empty: 1,
  });
  const manifest = JSON.parse(files[1]?.text ?? '') as {
    reconciliation: unknown;
    files: { name: string; bytes: number; crc32: string }[];
  };
  expect(manifest.reconciliation).toEqual(archive.reconciliation);
  expect(manifest.files.map((file) => file.bytes)).toEqual(
    [files[0], files[2]].map((file) => Buffer.byteLength(file?.text ?? '')),
  );
  // the reader has compared them with the zip's directory
  expect(manifest.files.map((file) => parseInt(file.crc32, 16))).toEqual(
    [files[0], files[2]].map((file) => crc32(Buffer.from(file?.text ?? ''))),
  );
  expect(archive.plainBytes).toBe(manifest.files[0]?.bytes);
  const lines = files[2]?.text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines?.map((line) => line['externalId'])).toEqual(['image 1.png', 'image 2.png', 'video 33.mp4']);
  expect(lines?.[0]).toMatchObject({ stage: 'Complete', reasons: unwritable });
});

it('writes NDJSON: one line each, and a final line feed only where asked', async () => {
  for (const finalLineFeed of [false, true]) {
    const bucket = newBucket();
    const request = exportRequest({}, { format: 'ndjson', finalLineFeed });
    const [data] = await filesIn(
      await zipOf(bucket, await buildByHand({ request, source: new MemoryAnnotationSource(mixed), bucket })),
    );
    expect(data?.name).toMatch(/\.ndjson$/);
    const lines = data?.text.split('\n') ?? [];
    expect(lines.pop() === '').toBe(finalLineFeed);
    expect(lines).toHaveLength(written.length - (finalLineFeed ? 0 : 1));
    expect(lines.map((line) => (JSON.parse(line) as Document).task.taskId)).toEqual(
      written.slice(0, lines.length).map((task) => task.taskId),
    );
  }
});

it('splits: one file per task, the manifest after them', async () => {
  const bucket = newBucket();
  const request = exportRequest({}, { format: 'split' });
  const archive = await buildByHand({ request, source: new MemoryAnnotationSource(mixed), bucket });
  const files = await filesIn(await zipOf(bucket, archive));
  expect(files.map((file) => file.name)).toEqual([
    ...written.map((task) => `${task.externalId.replaceAll(' ', '_')}-${task.assetId}.json`),
    'manifest.json',
    'quarantine.ndjson',
  ]);
  for (const [n, task] of written.entries())
    expect((JSON.parse(files[n]?.text ?? '') as Document).task.taskId).toBe(task.taskId);
  expect(JSON.parse(files.at(-2)?.text ?? '')).toMatchObject({
    documents: { files: written.length, bytes: archive.plainBytes },
  });
  const texts = files.slice(0, written.length).map(({ text }) => Buffer.byteLength(text));
  expect(archive.plainBytes).toBe(texts.reduce((sum, bytes) => sum + bytes, 0));
});

it.each([
  ['json', '[]'],
  ['ndjson', ''],
] as const)('makes a legal archive of an empty selection: %s', async (format, text) => {
  const bucket = newBucket();
  const request = exportRequest({}, { format, stageIds: ['Nowhere'] });
  const archive = await buildByHand({ request, source: new MemoryAnnotationSource(mixed), bucket });
  const files = await filesIn(await zipOf(bucket, archive));
  expect(files.map((file) => file.name)).toEqual([expect.stringContaining(`.${format}`), 'manifest.json']);
  expect(files[0]?.text).toBe(text);
  expect(archive.reconciliation).toEqual({ selected: 0, exported: 0, quarantined: 0, empty: 0 });
});

it('exports issues', async () => {
  const bucket = newBucket();
  const source = new MemoryAnnotationSource([], ['{"_id":"i1"}', '{"_id":"i2"}']);
  const archive = await buildByHand({ request: exportRequest({}, { type: 'issue' }), source, bucket });
  const files = await filesIn(await zipOf(bucket, archive));
  expect(files[0]).toEqual({
    name: 'Street_scenes-issue-export-2026-11-24-10_00_00_GMT.json',
    text: '[{"_id":"i1"},\n{"_id":"i2"}]',
  });
  expect(archive.reconciliation).toMatchObject({ selected: 2, exported: 2 });
});

it('gives the same files whatever the slices and workers, and the same zip for the same slices', async () => {
  const build = async (sliceBytes: number, width: number, limits?: PieceLimits): Promise<Buffer> => {
    const bucket = newBucket();
    const source = new MemoryAnnotationSource(mixed);
    return zipOf(bucket, await buildByHand({ request: exportRequest(), source, bucket, sliceBytes, width, limits }));
  };
  const pieces = { slices: 2, rows: 3, fewestSlices: 1 };
  const [small, smallAgain, inPieces, large] = await Promise.all([
    build(700, 1),
    build(700, 3),
    build(700, 2, pieces),
    build(1e9, 2),
  ]);
  expect(smallAgain?.equals(small ?? Buffer.alloc(0))).toBe(true);
  expect(inPieces?.equals(small ?? Buffer.alloc(0))).toBe(true);
  const plan = { request: exportRequest(), source: new MemoryAnnotationSource(mixed), bucket: newBucket() };
  expect((await planByHand({ ...plan, sliceBytes: 700, limits: pieces })).pieces).toBeGreaterThan(3);
  expect(await filesIn(large ?? Buffer.alloc(0))).toEqual(await filesIn(small ?? Buffer.alloc(0)));
});

it('refuses to conclude when a task got lost on the way', async () => {
  const source = new MemoryAnnotationSource([...mixed]);
  const losing = Object.assign(Object.create(source) as MemoryAnnotationSource, {
    tasks: async function* (...call: Parameters<MemoryAnnotationSource['tasks']>) {
      for await (const row of source.tasks(...call)) if (row.seq !== 12) yield row;
    },
  });
  await expect(buildByHand({ request: exportRequest(), source: losing, bucket: newBucket() })).rejects.toMatchObject({
    code: 'reconciliation-failed',
    fault: 'hub',
  });
});

it('counts at its conclusion what slices side by side could not know of each other', async () => {
  const build = (limit: number): Promise<unknown> => {
    const request = exportRequest({ quarantine: { policy: 'fail-above', limit } });
    return buildByHand({ request, source: new MemoryAnnotationSource(mixed), bucket: newBucket() });
  };
  await expect(build(3)).resolves.toMatchObject({ reconciliation: { quarantined: 3 } });
  await expect(build(2)).rejects.toMatchObject({
    code: 'too-many-unwritable',
    message: expect.stringMatching(/^3 tasks cannot be written, .* 2 at most\. The first is "image 1\.png"/) as string,
  });
});

it('tells converters where the documents are', async () => {
  const bucket = newBucket();
  const archive = await buildByHand({ request: exportRequest(), source: new MemoryAnnotationSource(mixed), bucket });
  const content = archiveContentSchema.parse((await readDescriptor(bucket, archive.descriptor.key)).content);
  expect(content).toMatchObject({ format: 'json', separator: ',\n', ontology: { tools: [{ title: 'Car' }] } });
  expect(content.parts.reduce((sum, part) => sum + part.documents, 0)).toBe(written.length);
  const large = content.parts.filter((part) => part.beginsInside || part.endsInside);
  expect(large.length).toBeGreaterThan(2);
  expect(large.map((part) => part.documents)).toEqual(large.map((part) => (part.beginsInside ? 0 : 1)));
  expect(large.map((part) => part.beginsInside).slice(1)).toEqual(large.map((part) => part.endsInside).slice(0, -1));
});
