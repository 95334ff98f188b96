import type { AnnotationSource, NewTask } from '@hub/annotation-store';
import { readZip } from '@hub/archive/testing';
import { ArchiveBuilt, BuildStarted, StepFailed, type Archive } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { ANNOTATION_SOURCE } from './export-builder.tokens.js';
import { zipOf } from './testing/build-by-hand.js';
import { BuilderBench } from './testing/builder-bench.js';

const tasks = 1200;
let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  await bench.addTasks(Array.from({ length: tasks }, (_, n) => image(n)));
});
afterAll(() => bench.close());
afterEach(() => bench.stop());

const image = (n: number): NewTask => ({
  externalId: `image ${n}.png`,
  data: `https://cdn.example/${n}.png`,
  kind: 'image',
  answer: {
    tools: Array.from({ length: 12 }, (_, k) => ({
      'bounding-box': { x: k / 3, y: 2, width: 30.5, height: 4 },
      objectId: `o${n}-${k}`,
      title: 'Cat',
    })),
    classifications: [],
    relations: [],
  },
});
const small = { SLICE_BYTES: String(64 * 1024) };

const filesOf = async (archive: Archive): Promise<{ name: string; text: string }[]> =>
  (await readZip(await zipOf(bench.staging, archive))).map(({ name, plain }) => ({ name, text: plain.toString() }));
const planned = async (id: string): Promise<{ slices: number; plans: number }> => {
  const rows: { slices: number; plans: number }[] = await bench.store.dataSource.query(
    `select count(*)::int as slices, count(*) filter (where input->>'planFrom' is not null)::int as plans
     from export_builder.job_slices where job_id = $1 and json_typeof(input) = 'object'`,
    [id],
  );
  return rows[0] ?? { slices: 0, plans: 0 };
};

it('plans a giant while it builds it: the same files as in one piece', async () => {
  const request = await bench.request('e-giant');
  await bench.start();
  await bench.ask(request);
  const inOne = await bench.hears(ArchiveBuilt, 'e-giant');
  expect(bench.said(BuildStarted, 'e-giant')).toMatchObject([{ slices: 1, tasks }]);
  await bench.stop();
  await bench.forget();
  await bench.start(small);
  await bench.ask(request);
  const inPieces = await bench.hears(ArchiveBuilt, 'e-giant', 2);
  const [, started] = bench.said(BuildStarted, 'e-giant');
  const { slices, plans } = await planned('e-giant');
  expect(started?.slices).toBe(16);
  expect(slices).toBeGreaterThan(16);
  expect(plans).toBe(Math.ceil(slices / 16) - 1);
  expect(inPieces.archive.reconciliation).toEqual({ selected: tasks, exported: tasks, quarantined: 0, empty: 0 });
  expect(await filesOf(inPieces.archive)).toEqual(await filesOf(inOne.archive));
});

it('fails where the plan cannot go on, and a retry goes on from there', async () => {
  const app = await bench.start(small);
  const source = app.get(ANNOTATION_SOURCE) as AnnotationSource;
  const { outline, until } = source;
  let refusals = 0;
  Object.assign(source, {
    // what reads for a slice is this source as well
    until: () => source,
    outline: (...call: Parameters<AnnotationSource['outline']>) => {
      if ((call[2]?.from ?? 0) === 0) return outline(...call);
      refusals++;
      throw new Failure('store-restored', 'destination', 'The store was restored.');
    },
  });
  const request = await bench.request('e-stuck');
  await bench.ask(request);
  const { failure } = await bench.hears(StepFailed, 'e-stuck');
  expect(failure).toMatchObject({ step: 'build', code: 'store-restored' });
  expect(refusals).toBe(1);
  expect((await planned('e-stuck')).slices).toBe(16);
  Object.assign(source, { outline, until });
  await bench.ask({ ...request, attempt: 2 });
  const { archive } = await bench.hears(ArchiveBuilt, 'e-stuck');
  expect(archive.reconciliation).toMatchObject({ selected: tasks, exported: tasks });
});
