import type { NewTask } from '@hub/annotation-store';
import { readZip } from '@hub/archive/testing';
import {
  ArchiveBuilt,
  BuildSliceDue,
  BuildStarted,
  ExportCancellationRequested,
  ExportProgressed,
  StepFailed,
  type Archive,
} from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { ObjectStorage } from '@hub/object-storage';
import { eventually } from '@hub/testing';
import { zipOf } from './testing/build-by-hand.js';
import { BuilderBench } from './testing/builder-bench.js';

let bench: BuilderBench;
beforeAll(async () => {
  bench = await BuilderBench.open();
  await bench.addTasks(Array.from({ length: 150 }, (_, n) => image(n)));
  await bench.addTasks([image(900), image(901)], 'Label');
});
afterAll(() => bench.close());
afterEach(() => bench.stop());

const box = { x: 1, y: 2, width: 30.5, height: 4 };
const image = (n: number, boxes = 12): NewTask => ({
  externalId: `image ${n}.png`,
  data: `https://cdn.example/${n}.png`,
  kind: 'image',
  answer: {
    tools: Array.from({ length: boxes }, (_, k) => ({
      'bounding-box': { ...box, x: k / 3 },
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
const idsIn = (text: string | undefined): string[] =>
  (JSON.parse(text ?? '') as { externalId: string }[]).map((document) => document.externalId);
const all = Array.from({ length: 150 }, (_, n) => `image ${n}.png`);

it('builds a small export in the handler of its request', async () => {
  await bench.start();
  await bench.ask(await bench.request('e-small'));
  const built = await bench.hears(ArchiveBuilt, 'e-small');
  expect(built).toMatchObject({
    exportId: 'e-small',
    attempt: 1,
    projectName: 'Street scenes',
    format: 'json',
    converter: null,
  });
  expect(built.archive.reconciliation).toEqual({ selected: 150, exported: 150, quarantined: 0, empty: 0 });
  expect(built.archive.annotations).toBe(1800);
  expect(bench.said(BuildStarted, 'e-small')).toEqual([{ exportId: 'e-small', attempt: 1, tasks: 150, slices: 1 }]);
  expect(bench.said(BuildSliceDue, 'e-small')).toEqual([]);
  const files = await filesOf(built.archive);
  expect(idsIn(files[0]?.text)).toEqual(all);
});

it('builds a larger one slice by slice, the same file', async () => {
  await bench.start();
  const request = await bench.request('e-large');
  await bench.ask(request);
  const small1 = await bench.hears(ArchiveBuilt, 'e-large');
  await bench.stop();
  await bench.forget();
  await bench.start(small);
  // what changes after the request is not in it
  await bench.addTasks([image(500)]);
  await bench.ask(request);
  const large = await bench.hears(ArchiveBuilt, 'e-large', 2);
  expect(bench.said(BuildStarted, 'e-large').at(-1)?.slices).toBeGreaterThan(2);
  expect(bench.said(BuildSliceDue, 'e-large').length).toBeGreaterThan(2);
  expect(await filesOf(large.archive)).toEqual(await filesOf(small1.archive));
});

it('gives an organization the width of its own', async () => {
  const { organizationId } = await bench.request('e-width');
  const widthOf = async (id: string): Promise<unknown> =>
    bench.store.dataSource.query('select width from export_builder.jobs where id = $1', [id]);
  await bench.start({ ...small, BUILD_WIDTH: '1', BUILD_WIDTHS: JSON.stringify({ [organizationId]: 5 }) });
  await bench.ask(await bench.request('e-wide'));
  await bench.ask({ ...(await bench.request('e-narrow')), organizationId: 'another' });
  await bench.hears(ArchiveBuilt, 'e-wide');
  await bench.hears(ArchiveBuilt, 'e-narrow');
  expect([await widthOf('e-wide'), await widthOf('e-narrow')]).toEqual([[{ width: 5 }], [{ width: 1 }]]);
});

it('says once that it has built, however often the request comes, and again for another run', async () => {
  await bench.start(small);
  const request = await bench.request('e-again', { format: 'ndjson' });
  await bench.ask(request);
  const first = await bench.hears(ArchiveBuilt, 'e-again');
  await bench.ask(request);
  const destination = { storageId: 's1', bucket: 'theirs', path: '' };
  await bench.ask({ ...request, attempt: 2, destination });
  const second = await bench.hears(ArchiveBuilt, 'e-again', 2);
  expect(second).toEqual({ ...first, attempt: 2, destination });
  expect(bench.said(BuildStarted, 'e-again').map((each) => each.attempt)).toEqual([1, 2]);
});

it('makes a legal archive of nothing', async () => {
  await bench.start();
  await bench.ask(await bench.request('e-empty', { stageIds: ['Nowhere'] }));
  const { archive } = await bench.hears(ArchiveBuilt, 'e-empty');
  expect((await filesOf(archive))[0]?.text).toBe('[]');
});

it('does not build what was cancelled before its request came', async () => {
  await bench.start();
  await bench.publish(ExportCancellationRequested, 'e-cancelled', { exportId: 'e-cancelled' });
  await eventually(async () => (await builds('e-cancelled'))[0]?.cancelled);
  await bench.ask(await bench.request('e-cancelled'));
  await bench.ask(await bench.request('e-after'));
  await bench.hears(ArchiveBuilt, 'e-after');
  await eventually(async () => (await handled('e-cancelled')) === 2);
  expect(bench.said(BuildStarted, 'e-cancelled')).toEqual([]);
});

it('stops at the next slice when it is cancelled', async () => {
  const gate = new Gate(bench.staging);
  await bench.start(small, gate.bucket);
  await bench.ask(await bench.request('e-stopped'));
  await gate.reached;
  await bench.publish(ExportCancellationRequested, 'e-stopped', { exportId: 'e-stopped' });
  await eventually(async () => (await jobState('e-stopped')) === 'cancelled');
  gate.open();
  await bench.stop();
  expect(bench.said(ArchiveBuilt, 'e-stopped')).toEqual([]);
  expect(bench.said(StepFailed, 'e-stopped')).toEqual([]);
});

it('tells how far it is, at most once a second', async () => {
  const gate = new Gate(bench.staging);
  await bench.start(small, gate.bucket);
  await bench.ask(await bench.request('e-progress'));
  await gate.reached;
  await bench.store.dataSource.query(`update export_builder.builds set told_at = now() - interval '5 s'`);
  gate.open();
  await bench.hears(ArchiveBuilt, 'e-progress');
  const [first, ...more] = bench.said(ExportProgressed, 'e-progress');
  expect(first).toMatchObject({ step: 'build', projectId: bench.projectId, total: { tasks: 151 } });
  expect(first?.done.tasks).toBeGreaterThan(0);
  expect(first?.done.tasks).toBeLessThan(151);
  expect(first?.done.bytes).toBeGreaterThan(0);
  expect(first?.remaining).toBeGreaterThan(0);
  expect(first?.rate?.bytes).toBeGreaterThan(0);
  const slices = (await bench.hears(BuildStarted, 'e-progress')).slices;
  expect(more.length).toBeLessThan(slices - 1);
});

it('fails with the store’s words, and a retry continues from the checkpoints', async () => {
  const refusing = new Refusing(bench.staging, 3);
  // one slice at a time, so that it is known what was done
  await bench.start({ ...small, BUILD_WIDTH: '1' }, refusing.bucket);
  const request = await bench.request('e-refused');
  await bench.ask(request);
  const { failure } = await bench.hears(StepFailed, 'e-refused');
  expect(failure).toEqual({
    step: 'build',
    code: 'access-denied',
    fault: 'destination',
    retryable: true,
    message: 'The bucket refused the upload.',
  });
  const written = refusing.puts;
  refusing.limit = Infinity;
  const destination = { storageId: 's1', bucket: 'mended', path: 'exports' };
  await bench.ask({ ...request, attempt: 2, destination });
  const built = await bench.hears(ArchiveBuilt, 'e-refused');
  // the run that finishes it says where its file shall go
  expect(built).toMatchObject({ attempt: 2, destination, requestedAt: request.requestedAt });
  expect(idsIn((await filesOf(built.archive))[0]?.text)).toEqual([...all, 'image 500.png']);
  const { slices } = await bench.hears(BuildStarted, 'e-refused', 2);
  // every slice, the manifest and the descriptor once; nothing that was done is done again
  expect(refusing.puts - written).toBe(slices + 2 - 3);
});

it('refuses a snapshot of a database that was restored since', async () => {
  await bench.start();
  const request = await bench.request('e-restored');
  await bench.ask({ ...request, snapshot: { ...request.snapshot, systemId: '1' } });
  const { failure } = await bench.hears(StepFailed, 'e-restored');
  expect(failure).toMatchObject({ step: 'build', code: 'snapshot-unreadable' });
  await bench.ask({ ...request, attempt: 2 });
  expect((await bench.hears(ArchiveBuilt, 'e-restored')).attempt).toBe(2);
});

const builds = (exportId: string): Promise<{ cancelled: boolean }[]> =>
  bench.store.dataSource.query('select * from export_builder.builds where export_id = $1', [exportId]);
const handled = async (exportId: string): Promise<number> => {
  const ids = bench.bus.sent.filter((event) => event.subject === exportId).map((event) => event.id);
  const rows: unknown[] = await bench.store.dataSource.query(
    'select 1 from export_builder.processed_events where event_id = any ($1)',
    [ids],
  );
  return rows.length;
};
const jobState = async (id: string): Promise<string | undefined> => {
  const rows: { state: string }[] = await bench.store.dataSource.query(
    'select state from export_builder.jobs where id = $1',
    [id],
  );
  return rows[0]?.state;
};

/** A bucket whose first put waits. */
class Gate {
  readonly bucket: ObjectStorage;
  readonly reached: Promise<void>;
  open: () => void = () => undefined;

  constructor(inner: ObjectStorage) {
    const opened = new Promise<void>((resolve) => (this.open = resolve));
    let arrived: () => void = () => undefined;
    this.reached = new Promise<void>((resolve) => (arrived = resolve));
    this.bucket = {
      ...inner,
      put: async (...call) => {
        arrived();
        await opened;
        return inner.put(...call);
      },
    };
  }
}

/** A bucket that takes so many objects and no more. */
class Refusing {
  readonly bucket: ObjectStorage;
  puts = 0;

  constructor(
    inner: ObjectStorage,
    public limit: number,
  ) {
    this.bucket = {
      ...inner,
      put: async (...call) => {
        if (this.puts >= this.limit)
          throw new Failure('access-denied', 'destination', 'The bucket refused the upload.');
        this.puts++;
        return inner.put(...call);
      },
    };
  }
}
