import { createHash, randomUUID } from 'node:crypto';
import { EmbeddedBus } from '@hub/event-bus';
import { ArchiveBuilt, createEvent } from '@hub/event-contracts';
import { serviceDatabase } from '@hub/outbox';
import { temporaryS3Bucket, type TemporaryBucket } from '@hub/object-storage/testing';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { routerDatabase } from './persistence/router-database.js';
import { storageRouter } from './storage-router.module.js';
import { RouterProcess } from './testing/router-process.js';
import { StallingProxy } from './testing/stalling-proxy.js';
import { stageArchive } from './testing/staged-archive.js';

const mebibyte = 1024 * 1024;
let database: TestDatabase;
let staging: TemporaryBucket;
let destination: TemporaryBucket;
let proxy: StallingProxy;
let bus: EmbeddedBus;
let tables: ReturnType<typeof serviceDatabase>;
const running: RouterProcess[] = [];
const smallSlices = { DELIVERY_PART_MIB: '5', DELIVERY_SLICE_PARTS: '1' };

beforeAll(async () => {
  database = await startTestDatabase();
  await storageRouter.migrate(database.url);
  await EmbeddedBus.migrate(database.url);
  tables = await serviceDatabase(routerDatabase(database.url)).initialize();
  [staging, destination] = [await temporaryS3Bucket(process.env), await temporaryS3Bucket(process.env)];
  proxy = await StallingProxy.open(staging.settings.S3_ENDPOINT ?? '');
  bus = new EmbeddedBus({ databaseUrl: database.url });
});
afterEach(() => Promise.all(running.splice(0).map((router) => router.kill())));
afterAll(async () => {
  await bus?.close();
  await tables?.destroy();
  await proxy?.close();
  await Promise.all([staging?.remove(), destination?.remove()]);
  await database?.stop();
});

async function startRouter(environment: Record<string, string> = {}): Promise<RouterProcess> {
  const router = RouterProcess.start({
    DATABASE_URL: database.url,
    BUCKETS: 's3',
    S3_ENDPOINT: proxy.url,
    S3_REGION: staging.settings.S3_REGION,
    S3_ACCESS_KEY_ID: staging.settings.S3_ACCESS_KEY_ID ?? '',
    S3_SECRET_ACCESS_KEY: staging.settings.S3_SECRET_ACCESS_KEY ?? '',
    S3_FORCE_PATH_STYLE: 'true',
    STAGING_BUCKET: staging.name,
    DEFAULT_BUCKET: destination.name,
    PUBLIC_URL: 'http://hub.example',
    LINK_SECRET: 'a-link-secret-of-the-spec',
    INTERNAL_TOKEN: 'an-internal-token-of-the-spec',
    STORAGE_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
    ...environment,
  });
  running.push(router);
  // an event is for the groups that have subscribed
  await eventually(async () => {
    router.check();
    return (await rows(`select 1 from bus.subscriptions where grp = 'storage-router-slices'`)).length > 0;
  });
  return router;
}
const rows = (sql: string): Promise<Record<string, unknown>[]> => tables.query(sql);
const deliver = (data: Parameters<typeof createEvent<typeof ArchiveBuilt>>[1]): Promise<void> =>
  bus.send([createEvent(ArchiveBuilt, data, { source: 'spec', subject: data.exportId })]);
const delivered = (exportId: string): Promise<Record<string, unknown>> =>
  eventually(
    async () =>
      (
        await rows(`select * from storage_router.deliveries where export_id = '${exportId}' and state <> 'delivering'`)
      )[0],
    { within: 60_000 },
  );
const results = (exportId: string): Promise<Record<string, unknown>[]> =>
  rows(
    `select number, result from storage_router.job_slices where job_id = '${exportId}:original' and result is not null order by number`,
  );

async function objectOf(exportId: string): Promise<{ keys: string[]; sha256: string }> {
  const keys = await objectsAt(exportId);
  const hash = createHash('sha256');
  for await (const chunk of await destination.bucket.get(keys[0] ?? 'none')) hash.update(chunk as Buffer);
  return { keys, sha256: hash.digest('hex') };
}

describe('deliveries to S3', () => {
  it('put a small archive by one call', async () => {
    await startRouter();
    const exportId = randomUUID();
    const staged = await stageArchive(staging.bucket, exportId);
    await deliver(staged.event);
    expect(await delivered(exportId)).toMatchObject({ state: 'delivered', sha256: staged.sha256 });
    expect(await objectOf(exportId)).toEqual({ keys: [expect.any(String)], sha256: staged.sha256 });
  });

  it('go on at the checkpoint when the router is killed in the middle of a part', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(staging.bucket, exportId, { bytes: 26 * mebibyte });
    const first = await startRouter(smallSlices);
    const stalled = proxy.stallAfter(12 * mebibyte);
    await deliver(staged.event);
    await stalled;
    const before = await results(exportId);
    await first.kill('SIGKILL');
    proxy.release();
    expect(before.length).toBeGreaterThanOrEqual(1);
    expect(before.length).toBeLessThan(6);
    expect((await objectsAt(exportId)).length).toBe(0);

    await startRouter(smallSlices);
    expect(await delivered(exportId)).toMatchObject({ state: 'delivered', sha256: staged.sha256 });
    expect(await objectOf(exportId)).toEqual({ keys: [expect.any(String)], sha256: staged.sha256 });
    // what was checkpointed was not done again
    expect((await results(exportId)).slice(0, before.length)).toEqual(before);
    for await (const upload of destination.bucket.uploads.unfinished('')) throw new Error(`left over: ${upload.key}`);
  }, 120_000);

  it('keep the memory flat', async () => {
    const router = await startRouter();
    const exportId = randomUUID();
    const staged = await stageArchive(staging.bucket, exportId, { bytes: 120 * mebibyte });
    await deliver(staged.event);
    expect(await delivered(exportId)).toMatchObject({ state: 'delivered' });
    const peak = router.peakMemory;
    if (peak !== null) expect(peak).toBeLessThan(200);
  }, 120_000);
});

async function objectsAt(exportId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of destination.bucket.list(`p1/exports/${exportId}/`)) keys.push(key);
  return keys;
}
