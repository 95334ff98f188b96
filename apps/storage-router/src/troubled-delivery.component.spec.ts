import { randomUUID } from 'node:crypto';
import { ArchiveBuilt, ArtifactDelivered, StepFailed, type DataOf } from '@hub/event-contracts';
import { Failure, type Fault } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { eventually } from '@hub/testing';
import { CustomerFolders } from './testing/customer-folders.js';
import { RouterBench } from './testing/router-bench.js';
import { stageArchive, type StagedArchive } from './testing/staged-archive.js';

const mebibyte = 1024 * 1024;
let bench: RouterBench;
let bucket: Bucket;

beforeAll(async () => {
  bench = await RouterBench.open();
  const customers = new CustomerFolders(`${bench.folder}/customers`);
  bench.customers = customers;
  bucket = customers.open('annotations');
});
afterEach(async () => {
  await bench.stop();
  bench.mend();
});
afterAll(() => bench.close());

interface Asked {
  readonly exportId: string;
  readonly staged: StagedArchive;
  readonly event: DataOf<typeof ArchiveBuilt>;
}

async function ask(bytes = 3.4 * mebibyte): Promise<Asked> {
  const exportId = randomUUID();
  const staged = await stageArchive(bench.staging, exportId, { bytes });
  const destination = { storageId: 's1', bucket: 'annotations', path: exportId };
  const event = { ...staged.event, destination, requestedAt: '2026-11-24T10:00:00.000Z' };
  await bench.publish(ArchiveBuilt, exportId, event);
  return { exportId, staged, event };
}
async function expectDelivered({ exportId, staged }: Asked): Promise<void> {
  const { artifact } = await bench.hear(ArtifactDelivered, exportId);
  expect(artifact.sha256).toBe(staged.sha256);
  const bytes = Buffer.concat((await (await bucket.get(artifact.location.key)).toArray()) as Buffer[]);
  expect(bytes.equals(staged.zip)).toBe(true);
  expect(bench.said(StepFailed, exportId)).toEqual([]);
}
const failureOf = async ({ exportId }: Asked) => (await bench.hear(StepFailed, exportId)).failure;
const fail = (code: string, fault: Fault = 'transient'): Promise<never> =>
  Promise.reject(new Failure(code, fault, `said ${code}`));
const never = new Promise<never>(() => undefined);

describe('what passes', () => {
  it.each(['store-unavailable', 'store-throttled', 'clock-skewed'])('%s is waited for', async (code) => {
    await bench.start({ DELIVERY_BACKOFF_MS: '1' });
    let failures = 0;
    bench.faults.uploadPart = (at, ...call) =>
      call[2].number === 2 && ++failures < 9
        ? fail(code, code === 'clock-skewed' ? 'hub' : 'transient')
        : at.uploads.uploadPart(...call);
    await expectDelivered(await ask());
    expect(failures).toBe(9);
  });

  it('is waited for as long as the setting says, then it is a failure that may be tried again', async () => {
    await bench.start({ DELIVERY_BACKOFF_MS: '1', DELIVERY_PATIENCE_MINUTES: '0.005' });
    bench.faults.complete = () => fail('clock-skewed', 'hub');
    const asked = await ask();
    expect(await failureOf(asked)).toMatchObject({ code: 'clock-skewed', fault: 'transient', retryable: true });
    delete bench.faults.complete;
    await bench.publish(ArchiveBuilt, asked.exportId, { ...asked.event, attempt: 2 });
    expect((await bench.hear(ArtifactDelivered, asked.exportId)).artifact.sha256).toBe(asked.staged.sha256);
  });

  it('does not stop the news: a store that is down when an archive is ready costs time only', async () => {
    await bench.start({ DELIVERY_BACKOFF_MS: '1' });
    let calls = 0;
    const down = (): boolean => ++calls < 9;
    bench.faults.head = (at, ...call) => (down() ? fail('store-unavailable') : at.head(...call));
    bench.faults.begin = (at, ...call) => (down() ? fail('store-unavailable') : at.uploads.begin(...call));
    await expectDelivered(await ask());
  });

  it('is asked for less: fewer parts at once after SlowDown, and all of them again when it goes well', async () => {
    await bench.start({ DELIVERY_BACKOFF_MS: '1', DELIVERY_SLICE_PARTS: '3' });
    const widths: number[] = [];
    let flying = 0;
    bench.faults.uploadPart = async (at, ...call) => {
      widths.push(++flying);
      // long enough for the others to come, where they may
      await eventually(() => flying === 3, { within: 300 }).catch(() => undefined);
      flying--;
      return widths.length === 3 ? fail('store-throttled') : at.uploads.uploadPart(...call);
    };
    await expectDelivered(await ask(11.4 * mebibyte));
    const most = (from: number, to: number): number => Math.max(...widths.slice(from, to));
    // slices of three parts: the first one twice
    expect([most(0, 3), most(3, 6), most(6, 9), most(9, 12)]).toEqual([3, 1, 2, 3]);
  });

  it('includes calls that nobody answers', async () => {
    await bench.start({ DELIVERY_BACKOFF_MS: '1', DELIVERY_CALL_SECONDS: '0.2' });
    const silent = new Set(['begin', 'part', 'complete', 'head']);
    const once = <T>(name: string, call: () => Promise<T>): Promise<T> => (silent.delete(name) ? never : call());
    bench.faults.begin = (at, ...call) => once('begin', () => at.uploads.begin(...call));
    bench.faults.uploadPart = (at, ...call) => once('part', () => at.uploads.uploadPart(...call));
    bench.faults.complete = (at, ...call) => once('complete', () => at.uploads.complete(...call));
    bench.faults.head = (at, ...call) => (silent.size > 1 ? at.head(...call) : once('head', () => at.head(...call)));
    await expectDelivered(await ask());
    expect(silent.size).toBe(0);
  });
});

describe('what does not pass', () => {
  it.each([
    ['access-denied', 's3:PutObject'],
    ['bucket-missing', 'Create the bucket'],
    ['wrong-region', 'region'],
    ['store-refused', 'Run the check'],
    ['address-refused', 'OUTBOUND_ALLOW'],
  ])('%s ends the delivery at once, and says what to do', async (code, remedy) => {
    await bench.start();
    let calls = 0;
    bench.faults.begin = () => (calls++, fail(code, 'destination'));
    const asked = await ask();
    expect(await failureOf(asked)).toEqual({
      step: 'deliver',
      code,
      fault: 'destination',
      retryable: false,
      message: `said ${code}`,
      remedy: expect.stringContaining(remedy),
    });
    expect(calls).toBe(1);
  });
});

describe('an upload that the store has lost', () => {
  const loseUploads = async (): Promise<void> => {
    for await (const { key, uploadId } of bucket.uploads.unfinished('')) await bucket.uploads.abort(key, uploadId);
  };

  it.each([2, 4])('when part %d is sent begins again by itself', async (lostAt) => {
    await bench.start();
    let lost = false;
    bench.faults.uploadPart = async (at, ...call) => {
      if (call[2].number === lostAt && !lost) await loseUploads();
      lost ||= call[2].number === lostAt;
      return at.uploads.uploadPart(...call);
    };
    await expectDelivered(await ask());
  });

  it('when it is completed begins again by itself', async () => {
    await bench.start();
    let lost = false;
    bench.faults.complete = async (at, ...call) => {
      if (!lost) await loseUploads();
      lost = true;
      return at.uploads.complete(...call);
    };
    await expectDelivered(await ask());
  });

  it('again and again is a failure, which may be tried again', async () => {
    await bench.start();
    let begun = 0;
    bench.faults.begin = (at, ...call) => (begun++, at.uploads.begin(...call));
    bench.faults.complete = () => fail('upload-missing', 'user');
    const asked = await ask();
    expect(await failureOf(asked)).toMatchObject({ code: 'upload-lost', fault: 'destination', retryable: true });
    expect(begun).toBe(4);
    delete bench.faults.complete;
    await bench.publish(ArchiveBuilt, asked.exportId, { ...asked.event, attempt: 2 });
    expect((await bench.hear(ArtifactDelivered, asked.exportId)).artifact.sha256).toBe(asked.staged.sha256);
  });
});

it.each([1000, 3.4 * mebibyte])('an object of %d bytes that vanished is made again by a retry', async (size) => {
  await bench.start();
  const vanish = async <T>(at: Bucket, key: string, made: T): Promise<T> => {
    await at.delete(key);
    return made;
  };
  bench.faults.put = async (at, ...call) => vanish(at, call[0], await at.put(...call));
  bench.faults.complete = async (at, ...call) => vanish(at, call[0], await at.uploads.complete(...call));
  const asked = await ask(size);
  expect(await failureOf(asked)).toMatchObject({ code: 'object-vanished' });
  bench.mend();
  await bench.publish(ArchiveBuilt, asked.exportId, { ...asked.event, attempt: 2 });
  expect((await bench.hear(ArtifactDelivered, asked.exportId)).artifact.sha256).toBe(asked.staged.sha256);
});

describe('the id of an upload', () => {
  it('is nowhere in our tables as the store gave it', async () => {
    await bench.start();
    let uploadId = '';
    bench.faults.begin = async (at, ...call) => (uploadId = await at.uploads.begin(...call));
    bench.faults.complete = () => fail('access-denied', 'destination');
    await failureOf(await ask());
    const tables = await bench.query(
      `select table_name from information_schema.tables where table_schema = 'storage_router'`,
    );
    const dump: string[] = [];
    for (const { table_name } of tables as { table_name: string }[])
      dump.push(JSON.stringify(await bench.query(`select * from storage_router.${table_name}`)));
    expect(uploadId).not.toBe('');
    expect(dump.join()).toContain('sealed:v1:');
    expect(dump.join()).not.toContain(uploadId);
  });
});

it('a router that stops in the middle of the conclusion does not wait for the store', async () => {
  await bench.start();
  let concluding = false;
  bench.faults.complete = () => ((concluding = true), never);
  const asked = await ask();
  await eventually(() => concluding);
  await bench.stop();
  bench.mend();
  await bench.start();
  await expectDelivered(asked);
}, 20_000);
