import { answerOf, boxOf, imageOf } from '@hub/annotation-store/testing';
import { ArchiveBuilt, StepFailed, type QuarantinePolicy } from '@hub/event-contracts';
import type { ExportRequest } from './build/build-context.js';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  const text = 'x'.repeat(3000);
  const box = { ...boxOf('o'), text };
  // about twenty tasks a slice; the bad ones are early, and the rest is not worth building any more
  await bench.addTasks(
    Array.from({ length: 400 }, (_, n) =>
      imageOf(`image ${n}.png`, {
        answer: answerOf(n === 5 || n === 7 || n === 30 ? { ...box, 'bounding-box': { x: null } } : box),
      }),
    ),
  );
});
afterAll(() => bench.close());
beforeEach(() => bench.start({ SLICE_BYTES: String(64 * 1024), BUILD_WIDTH: '1' }));
afterEach(() => bench.stop());

const requestWith = async (exportId: string, quarantine?: QuarantinePolicy): Promise<ExportRequest> => ({
  ...(await bench.request(exportId)),
  quarantine,
});
const slicesDone = async (id: string): Promise<{ slices: number; finished: number; state: string } | undefined> => {
  const rows: { slices: number; finished: number; state: string }[] = await bench.store.dataSource.query(
    'select state, slices, finished from export_builder.jobs where id = $1',
    [id],
  );
  return rows[0];
};

it.each<[string, QuarantinePolicy | undefined]>([
  ['without a policy', undefined],
  ['that sets aside', { policy: 'set-aside' }],
  ['that allows as many', { policy: 'fail-above', limit: 3 }],
])('builds an export %s', async (name, policy) => {
  const id = `q-${name}`;
  await bench.ask(await requestWith(id, policy));
  const { archive } = await bench.hears(ArchiveBuilt, id);
  expect(archive.reconciliation).toEqual({ selected: 400, exported: 397, quarantined: 3, empty: 0 });
});

it('fails at the first task that cannot be written, long before the end, and again when it is tried again', async () => {
  const request = await requestWith('q-fail', { policy: 'fail' });
  await bench.ask(request);
  const { failure } = await bench.hears(StepFailed, 'q-fail');
  expect(failure).toMatchObject({ step: 'build', code: 'too-many-unwritable', fault: 'user', retryable: false });
  expect(failure.message).toMatch(/^At least 1 task cannot be written, and this export allows none\./);
  expect(failure.message).toContain('"image 5.png"');
  expect(failure.message).toContain('Trying this export again does not help');
  const done = await slicesDone('q-fail');
  expect(done).toMatchObject({ state: 'failed', finished: 0 });
  expect(done?.slices).toBeGreaterThan(10);

  await bench.ask({ ...request, attempt: 2 });
  const again = await bench.hears(StepFailed, 'q-fail', 2);
  expect(again).toEqual({ exportId: 'q-fail', attempt: 2, failure });
  expect(bench.said(ArchiveBuilt, 'q-fail')).toEqual([]);
});

it('counts over slices: what was built before stays', async () => {
  await bench.ask(await requestWith('q-limit', { policy: 'fail-above', limit: 2 }));
  const { failure } = await bench.hears(StepFailed, 'q-limit');
  expect(failure.message).toMatch(/^At least 3 tasks cannot be written, and this export allows 2 at most\./);
  expect(failure.message).toContain('"image 30.png"');
  const done = await slicesDone('q-limit');
  expect(done?.finished).toBeGreaterThan(0);
  expect(done?.finished).toBeLessThan(5);
  let kept = 0;
  for await (const object of bench.staging.list('exports/q-limit/build/data/')) kept += object.bytes > 0 ? 1 : 0;
  expect(kept).toBeGreaterThanOrEqual(done?.finished ?? 0);
});

it('counts inside a slice', async () => {
  await bench.stop();
  await bench.start();
  await bench.ask(await requestWith('q-one', { policy: 'fail-above', limit: 2 }));
  expect((await bench.hears(StepFailed, 'q-one')).failure.code).toBe('too-many-unwritable');
});
