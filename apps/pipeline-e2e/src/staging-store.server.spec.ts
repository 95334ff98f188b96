import { diskFull, FaultyStore, forbidden, internalError, slowDown, type StoreFault, type Where } from '@hub/testing';
import { expectSame, Exporter, type Exported } from './clients/exporter.js';
import { importFile } from './clients/import-file.js';
import { holdJob, slicesDone } from './hubs/held-job.js';
import type { HurtableHub } from './hubs/hub.js';
import { startNativeHub } from './hubs/native-hub.js';
import { ownerOf } from './hubs/owner-of.js';
import { serversSchema } from './hubs/servers.js';
import { largeCoco } from './journeys/large-coco.js';

jest.setTimeout(180_000);

const request = { format: 'ndjson', include: { history: true } };
/** `/<bucket>/exports/<export id>/build/data/000012-0-<sums>` */
const dataOf = (exportId: string): RegExp => new RegExp(`^/staging-.*/exports/${exportId}/build/data/`);
const sliceOf = (path: string): number => Number(/\/data\/(\d+)/.exec(path)?.[1]);

describe('on Kafka, while the object store is in trouble', () => {
  let store: FaultyStore;
  let hub: HurtableHub;
  let exporter: Exporter;
  let projectId: string;
  let undisturbed: Exported;

  beforeAll(async () => {
    store = await FaultyStore.open(serversSchema.parse(process.env).S3_ENDPOINT);
    const settings = {
      SLICE_BYTES: String(1024 * 1024),
      DELIVERY_PART_MIB: '5',
      DELIVERY_SLICE_PARTS: '1',
      DELIVERY_BACKOFF_MS: '200',
    };
    hub = await startNativeHub({ settings, storeEndpoint: store.url });
    exporter = new Exporter(ownerOf(hub));
    projectId = await importFile(exporter.client, 'Store', 'large.json', largeCoco(600, 20_000));
    undisturbed = await exporter.export(projectId, request);
  }, 300_000);
  afterAll(async () => {
    await hub?.stop();
    await store?.close();
  });

  const slow: StoreFault = { kind: 'slow', milliseconds: 50, bytesPerSecond: 16_000_000 };
  it.each<[string, Where, StoreFault]>([
    ['answers 500 to every third call', { every: 3 }, internalError],
    ['asks to slow down now and then', { every: 3, times: 10 }, slowDown],
    ['is slow', {}, slow],
    ['resets every third connection', { every: 3 }, { kind: 'reset' }],
    ['loses every third answer', { methods: ['PUT'], every: 3 }, { kind: 'lost-answer' }],
    ['is full for a moment', { methods: ['PUT'], times: 3 }, diskFull],
  ])('completes although it %s', async (_, where, fault) => {
    const trouble = store.hurt(where, fault);
    try {
      const exported = await exporter.export(projectId, request);
      expectSame(exported, undisturbed);
      expect(trouble.hits).toBeGreaterThan(2);
      console.log(`${trouble.hits} calls of the store met a fault: ${exported.milliseconds} ms`);
    } finally {
      trouble.mend();
    }
  });

  it.each<[string, RegExp, StoreFault, RegExp]>([
    ['full in the middle of a build', /\/build\/data\//, diskFull, /There is no space left on the device/],
    ['closed in the middle of a build', /\/build\/data\//, forbidden, /bucket policy forbids writing/],
    ['closed when a build is concluded', /\/build\/manifest/, forbidden, /bucket policy forbids writing/],
  ])('says so when it is %s, and builds nothing twice afterwards', async (_, path, fault, words) => {
    const exporting = await exporter.begin(projectId, request);
    const held = await holdJob(hub.database.url, 'export_builder', exporting.id, { atLeast: 5 });
    const trouble = store.hurt({ methods: ['PUT'], path }, fault);
    await held.release();
    const failed = await exporting.ended();
    expect(failed).toMatchObject({ state: 'failed', error: { step: 'build', message: expect.stringMatching(words) } });
    expect(await exporter.told(exporting.id)).toEqual(['export.failed']);
    trouble.mend();

    const done = await slicesDone(hub.database.url, 'export_builder', exporting.id);
    expect(done.length).toBeGreaterThanOrEqual(5);
    const since = store.calls.length;
    expectSame(await exporter.retry(exporting.id), undisturbed);
    const built = store.puts(dataOf(exporting.id), since).map(sliceOf);
    expect(built.filter((slice) => done.includes(slice))).toEqual([]);
    expect(built.length).toBe(held.slices - done.length);
    console.log(`${done.length} of ${held.slices} slices were done, ${built.length} were built after the retry`);
  });

  it('delivers after a retry what it could not read, without building again', async () => {
    const trouble = store.hurt({ methods: ['GET'], path: /^\/staging-.*\/build\/data\// }, forbidden);
    const exporting = await exporter.begin(projectId, request);
    expect(await exporting.ended()).toMatchObject({
      state: 'failed',
      error: { step: 'deliver', message: expect.stringMatching(/bucket policy/) },
    });
    trouble.mend();
    const since = store.calls.length;
    expectSame(await exporter.retry(exporting.id), undisturbed);
    expect(store.puts(/^\/staging-/, since)).toEqual([]);
  });
});
