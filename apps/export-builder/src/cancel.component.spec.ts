import type { NewTask } from '@hub/annotation-store';
import { ArchiveBuilt, ExportCancellationRequested, StepFailed } from '@hub/event-contracts';
import type { ObjectStorage } from '@hub/object-storage';
import { eventually } from '@hub/testing';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  await bench.addTasks(Array.from({ length: 150 }, (_, n) => image(n)));
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

/** A bucket that never answers the upload of what is called so. */
class Silent {
  readonly bucket: ObjectStorage;
  readonly reached: Promise<void>;

  constructor(inner: ObjectStorage, name: string) {
    let arrived: () => void = () => undefined;
    this.reached = new Promise<void>((resolve) => (arrived = resolve));
    this.bucket = {
      ...inner,
      put: (...call) => {
        if (!call[0].includes(name)) return inner.put(...call);
        arrived();
        return new Promise((_resolve, reject) => {
          call[2]?.signal?.addEventListener('abort', () => reject(call[2]?.signal?.reason));
        });
      },
    };
  }
}

/** Ms until the builder has let go of everything: it waits for its slices, and after 5 s it ends them. */
async function cancelAndStop(exportId: string): Promise<number> {
  await bench.publish(ExportCancellationRequested, exportId, { exportId });
  const from = performance.now();
  await eventually(async () => {
    const rows: { state: string }[] = await bench.store.dataSource.query(
      'select state from export_builder.jobs where id = $1',
      [exportId],
    );
    return rows[0]?.state === 'cancelled';
  });
  await bench.stop();
  return performance.now() - from;
}
const nothingSaid = (exportId: string): void => {
  expect(bench.said(ArchiveBuilt, exportId)).toEqual([]);
  expect(bench.said(StepFailed, exportId)).toEqual([]);
};

it.each([
  ['a segment', '/data/', small],
  ['a segment of a build that is done in its handler', '/data/', {}],
  ['the manifest, in the conclusion', 'manifest', small],
  ['the descriptor, in the conclusion', 'descriptor', small],
])('lets go of %s while the bucket does not answer', async (what, name, settings) => {
  const silent = new Silent(bench.staging, name);
  const id = `e-${what.replaceAll(' ', '-')}`;
  await bench.start(settings, silent.bucket);
  await bench.ask(await bench.request(id));
  await silent.reached;
  expect(await cancelAndStop(id)).toBeLessThan(2500);
  nothingSaid(id);
});

it('lets go of a store that does not answer', async () => {
  const silent = new Silent(bench.staging, 'data/000001');
  await bench.start({ ...small, BUILD_WIDTH: '1' }, silent.bucket);
  await bench.ask(await bench.request('e-silent-store'));
  await silent.reached;
  await bench.stop();
  // the second slice will wait for this lock
  const blocker = bench.store.dataSource.createQueryRunner();
  await blocker.startTransaction();
  await blocker.query('lock table annotation_store.task_revisions in access exclusive mode');
  await bench.start(small);
  await eventually(async () => {
    const waiting: unknown[] = await bench.store.dataSource.query(
      `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'copy%'`,
    );
    return waiting.length > 0;
  });
  expect(await cancelAndStop('e-silent-store')).toBeLessThan(2500);
  await blocker.rollbackTransaction();
  await blocker.release();
  nothingSaid('e-silent-store');
});
