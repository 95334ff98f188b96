import type { NewTask } from '@hub/annotation-store';
import { answerOf, boxOf, imageOf, person } from '@hub/annotation-store/testing';
import { readZip } from '@hub/archive/testing';
import { ArchiveBuilt, type ExportFormat } from '@hub/event-contracts';
import type { ExportRequest } from './build/build-context.js';
import { zipOf } from './testing/build-by-hand.js';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
});
afterAll(() => bench.close());
afterEach(() => bench.stop());
beforeEach(() => bench.turnToNewProject());

const box = (n: number): unknown => ({ ...boxOf(`o${n}`, n / 7), note: 'n'.repeat(400) });
const image = (n: number): NewTask => imageOf(`image ${n}.png`, { answer: answerOf(...(n % 9 ? [box(n)] : [])) });
const broken = answerOf({ ...boxOf('o'), 'bounding-box': { x: null, y: 2, width: 3, height: 4 } });
const frames = (x: number) => answerOf(...[0, 400, 900].map((page) => ({ ...boxOf('v', x + page), page })));
const include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true };

/** The files of the archives that a builder makes of the requests, as they are in the zips. */
async function build(requests: readonly ExportRequest[], environment: Record<string, string>): Promise<unknown[]> {
  await bench.start(environment);
  const made: unknown[] = [];
  for (const request of requests) {
    const before = bench.said(ArchiveBuilt, request.exportId).length;
    await bench.ask(request);
    const { archive } = await bench.hears(ArchiveBuilt, request.exportId, before + 1);
    const files = await readZip(await zipOf(bench.staging, archive));
    made.push(files.map(({ name, plain }) => [name, plain.toString()]));
  }
  await bench.stop();
  return made;
}

/** Nothing is left of any build: neither rows nor objects. */
async function loseEverything(): Promise<void> {
  await bench.forget();
  for await (const { key } of bench.staging.list('')) await bench.staging.delete(key);
}

/** Whatever can happen to a project afterwards. */
async function goOnWorking(tasks: readonly { assetId: string; taskId: string }[]): Promise<void> {
  const { writer, dataSource, projects } = bench.store;
  await bench.addTasks([image(900), image(901)]);
  await dataSource.transaction(async (manager) => {
    const [first, second, third, fourth, fifth] = tasks;
    await writer.saveAnswer(manager, first!.taskId, answerOf(box(77)), person);
    await writer.saveAnswer(manager, second!.taskId, broken, person);
    await writer.completeStage(manager, third!.taskId, 'Label', person);
    const forget = { removeAnnotations: true, removeAssignee: true, removeStageHistory: true };
    await writer.requeue(manager, [fourth!.taskId], 'Label', forget, person);
    await writer.deleteAssets(manager, [fifth!.assetId], person);
    await writer.saveAnswer(manager, tasks.at(-1)!.taskId, frames(5), person);
    await manager.query('update annotation_store.assets set metadata = $2 where id = $1', [
      tasks[6]!.assetId,
      '{"a":1}',
    ]);
    await writer.refreshHeads(manager, bench.projectId, { assetIds: [tasks[6]!.assetId] });
  });
  await projects.saveCategorySchema(bench.projectId, { tools: [], classifications: [], relations: [] });
}

it.each<ExportFormat>(['json', 'split'])(
  'gives the same files, byte for byte, when a %s export is built again after everything was lost',
  async (format) => {
    const tasks = await bench.addTasks([
      ...Array.from({ length: 150 }, (_, n) => image(n)),
      imageOf('broken.png', { answer: broken }),
      { ...imageOf('street.mp4'), kind: 'video', answer: frames(1) },
    ]);
    const base = await bench.store.source.takeSnapshot();
    const [moved, gone] = await bench.addTasks([image(200), image(201)]);
    await bench.store.dataSource.transaction(async (manager) => {
      await bench.store.writer.completeStage(manager, moved!.taskId, 'Complete', person);
      await bench.store.writer.deleteAssets(manager, [gone!.assetId, tasks[20]!.assetId], person);
      await bench.store.writer.saveAnswer(manager, tasks[21]!.taskId, broken, person);
    });
    const full = await bench.request(`full-${format}`, { format, include });
    const delta = { ...full, exportId: `delta-${format}`, since: { exportId: 'base', snapshot: base } };
    const first = await build([full, delta], small);
    expect(JSON.stringify(first)).toContain('quarantine.ndjson');
    expect(first[0]).not.toEqual(first[1]);

    await goOnWorking(tasks);
    await loseEverything();
    // neither the borders of the slices nor the attempt are in the files
    expect(await build([full, { ...delta, attempt: 3 }], {})).toEqual(first);
  },
);

const small = { SLICE_BYTES: String(64 * 1024) };
