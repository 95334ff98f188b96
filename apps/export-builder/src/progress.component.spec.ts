import { answerOf, boxOf, imageOf } from '@hub/annotation-store/testing';
import { ArchiveBuilt, BuildStarted, ExportProgressed, StepFailed } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { ObjectStorage } from '@hub/object-storage';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  const box = { ...boxOf('o'), text: 'x'.repeat(3000) };
  await bench.addTasks(Array.from({ length: 900 }, (_, n) => imageOf(`image ${n}.png`, { answer: answerOf(box) })));
});
afterAll(() => bench.close());
afterEach(() => bench.stop());
const small = { SLICE_BYTES: String(64 * 1024), BUILD_WIDTH: '1' };

/** A bucket that lets so many objects through; then it calls, and does what it is told. */
function bucketThat(inner: ObjectStorage, after: number, act: () => Promise<void>): ObjectStorage {
  let puts = 0;
  return {
    ...inner,
    put: async (...call) => {
      if (puts++ === after) await act();
      return inner.put(...call);
    },
  };
}
/** People were told so long ago. */
const toldBefore = (ago: string): Promise<unknown> =>
  bench.store.dataSource.query(`update export_builder.builds set told_at = now() - $1::interval`, [ago]);

it('counts a run from its own beginning when it is tried again after a week', async () => {
  let refuse = true;
  const bucket = bucketThat(bench.staging, 4, async () => {
    throw new Failure('access-denied', 'destination', 'The bucket refused the upload.');
  });
  await bench.start(small, { ...bench.staging, put: (...call) => (refuse ? bucket : bench.staging).put(...call) });
  const request = await bench.request('p-week');
  await bench.ask(request);
  await bench.hears(StepFailed, 'p-week');
  await bench.store.dataSource.query(
    `update export_builder.build_progress set began_at = began_at - interval '7 days', marks = '[]'`,
  );
  await bench.stop();
  refuse = false;

  const before = bench.said(ExportProgressed, 'p-week').length;

  // late in this run, when all is planned, it is told again
  await bench.start(
    small,
    bucketThat(bench.staging, 40, async () => void (await toldBefore('2 s'))),
  );
  await bench.ask({ ...request, attempt: 2 });
  await bench.hears(ArchiveBuilt, 'p-week');
  // on a slow machine the end is told as well
  const told = bench
    .said(ExportProgressed, 'p-week')
    .slice(before)
    .find(({ done }) => done.tasks > 600);
  expect(told?.elapsed).toBeLessThan(60);
  expect(told?.remaining).toBeGreaterThan(0);
  expect(told?.remaining).toBeLessThan(60);
  expect(told?.rate?.tasks).toBeGreaterThan(0);
});

it('promises no end before all of a giant is planned, and shows what is known', async () => {
  // the first slice plans on, and is the first to be told of
  await bench.start(
    small,
    bucketThat(bench.staging, 0, async () => void (await toldBefore('2 s'))),
  );
  await bench.ask(await bench.request('p-giant'));
  await bench.hears(ArchiveBuilt, 'p-giant');
  const [started] = bench.said(BuildStarted, 'p-giant');
  expect(started?.tasks).toBeLessThan(400);
  const [told] = bench.said(ExportProgressed, 'p-giant');
  expect(told?.total.tasks).toBeGreaterThan(started?.tasks ?? 0);
  expect(told?.total.tasks).toBeLessThan(900);
  expect(told).toMatchObject({ remaining: null, rate: { tasks: expect.any(Number) as number } });
});
