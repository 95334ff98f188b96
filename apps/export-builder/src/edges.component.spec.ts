import type { NewTask } from '@hub/annotation-store';
import { answerOf, boxOf, imageOf, person } from '@hub/annotation-store/testing';
import { readZip } from '@hub/archive/testing';
import { ArchiveBuilt, type Archive } from '@hub/event-contracts';
import { zipOf } from './testing/build-by-hand.js';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  await bench.start();
});
afterAll(() => bench.close());
beforeEach(() => bench.turnToNewProject());

const good = (name: string): NewTask => imageOf(name, { answer: answerOf(boxOf('o')) });
const bad = (name: string): NewTask =>
  imageOf(name, { answer: answerOf({ ...boxOf('o'), 'bounding-box': { x: null, y: 2, width: 3, height: 4 } }) });

const filesOf = async (archive: Archive): Promise<Record<string, string>> => {
  const files = await readZip(await zipOf(bench.staging, archive));
  return Object.fromEntries(files.map(({ name, plain }) => [name.replace(/^.*_GMT/, 'data'), plain.toString()]));
};
const deleteAssets = (...assetIds: string[]): Promise<number> =>
  bench.store.dataSource.transaction((manager) => bench.store.writer.deleteAssets(manager, assetIds, person));
const formats = [
  ['json', 'data.json', '[]'],
  ['ndjson', 'data.ndjson', ''],
  ['split', 'data.ndjson', ''],
] as const;

it.each(formats)('builds a legal archive of an empty project: %s', async (format, data, text) => {
  const exportId = `empty-${format}`;
  await bench.ask(await bench.request(exportId, { format }));
  const { archive } = await bench.hears(ArchiveBuilt, exportId);
  expect(archive.reconciliation).toEqual({ selected: 0, exported: 0, quarantined: 0, empty: 0 });
  const files = await filesOf(archive);
  // clients read the first entry, whatever it is
  expect(Object.keys(files)).toEqual([data, 'manifest.json']);
  expect(files[data]).toBe(text);
});

it.each(formats)('builds a project whose tasks cannot be written: %s', async (format, data, text) => {
  const exportId = `bad-${format}`;
  await bench.addTasks([bad('one'), bad('two')]);
  await bench.ask(await bench.request(exportId, { format }));
  const { archive } = await bench.hears(ArchiveBuilt, exportId);
  expect(archive).toMatchObject({
    reconciliation: { selected: 2, exported: 0, quarantined: 2, empty: 0 },
    annotations: 0,
  });
  const files = await filesOf(archive);
  expect(Object.keys(files)).toEqual([data, 'manifest.json', 'quarantine.ndjson']);
  expect(files[data]).toBe(text);
  const lines = files['quarantine.ndjson']?.trimEnd().split('\n') ?? [];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { externalId: 'one', reasons: [expect.objectContaining({ path: expect.any(String) as string })] },
    { externalId: 'two' },
  ]);
});

it('shows a task that was deleted after the request', async () => {
  const [kept, deleted] = await bench.addTasks([good('kept'), good('deleted later')]);
  const request = await bench.request('deleted');
  await deleteAssets(deleted!.assetId);
  await bench.ask(request);
  const { archive } = await bench.hears(ArchiveBuilt, 'deleted');
  expect(archive.reconciliation).toEqual({ selected: 2, exported: 2, quarantined: 0, empty: 0 });
  const ids = (JSON.parse((await filesOf(archive))['data.json'] ?? '') as { task: { taskId: string } }[]).map(
    ({ task }) => task.taskId,
  );
  expect(ids).toEqual([kept!.taskId, deleted!.taskId]);
});

it('builds a delta, and the empty delta after it', async () => {
  const [one, two, three] = await bench.addTasks([good('one'), good('two'), bad('three')]);
  const base = await bench.request('base');
  await deleteAssets(one!.assetId);
  await bench.store.dataSource.transaction(async (manager) => {
    await bench.store.writer.saveAnswer(manager, three!.taskId, answerOf(boxOf('mended')), person);
    await bench.store.writer.completeStage(manager, two!.taskId, 'Label', person);
  });
  await bench.addTasks([bad('four'), imageOf('five')]);
  const delta = {
    ...(await bench.request('delta', { format: 'ndjson' })),
    since: { exportId: 'base', snapshot: base.snapshot },
  };
  await bench.ask(delta);
  const { archive } = await bench.hears(ArchiveBuilt, 'delta');
  expect(archive.reconciliation).toEqual({ selected: 3, exported: 1, quarantined: 1, empty: 1, removed: 2 });
  const files = await filesOf(archive);
  expect(Object.keys(files)).toEqual(['data.ndjson', 'removed.ndjson', 'manifest.json', 'quarantine.ndjson']);
  const removed = files['removed.ndjson']?.trimEnd().split('\n') ?? [];
  expect(removed.map((line) => JSON.parse(line) as unknown)).toEqual([
    { ...one, externalId: 'one', reason: 'deleted' },
    { ...two, externalId: 'two', reason: 'not-selected' },
  ]);
  expect(JSON.parse(files['manifest.json'] ?? '')).toMatchObject({
    delta: { since: 'base', snapshot: base.snapshot, added: 2, changed: 1, removed: 2 },
  });

  const again = { ...delta, exportId: 'again', since: { exportId: 'delta', snapshot: delta.snapshot } };
  await bench.ask({ ...again, snapshot: await bench.store.source.takeSnapshot() });
  const nothing = await bench.hears(ArchiveBuilt, 'again');
  expect(nothing.archive.reconciliation).toEqual({ selected: 0, exported: 0, quarantined: 0, empty: 0, removed: 0 });
  const none = await filesOf(nothing.archive);
  expect(Object.keys(none)).toEqual(['data.ndjson', 'removed.ndjson', 'manifest.json']);
  expect([none['data.ndjson'], none['removed.ndjson']]).toEqual(['', '']);
});
