import { randomUUID } from 'node:crypto';
import { strangeServiceAccount, temporaryGcsBucket, temporaryS3Bucket } from '@hub/object-storage/testing';
import type { Bucket } from '@hub/object-storage';
import { ServersWorld, objectsUnder } from './testing/servers-world.js';
import { StallingProxy } from './testing/stalling-proxy.js';
import { stageArchive } from './testing/staged-archive.js';

const mebibyte = 1024 * 1024;
const smallSlices = { DELIVERY_PART_MIB: '5', DELIVERY_SLICE_PARTS: '1' };

/** A bucket of a customer in a real server, reached by a line that can be made to stall. */
interface CustomerBucket {
  readonly name: string;
  readonly bucket: Bucket;
  readonly storageId: string;
  readonly proxy: StallingProxy;
  readonly environment: Record<string, string>;
  remove(): Promise<void>;
}

let world: ServersWorld;
let customer: CustomerBucket;
beforeAll(async () => {
  world = await ServersWorld.open(process.env);
});
afterEach(async () => {
  await world.stopRouters();
  await customer.remove();
});
afterAll(() => world?.close());

async function s3(): Promise<CustomerBucket> {
  const { name, bucket, settings, remove } = await temporaryS3Bucket(process.env);
  const proxy = await StallingProxy.open(settings.S3_ENDPOINT ?? '');
  const storageId = await world.addStorage({
    kind: 's3-compatible',
    endpoint: proxy.url,
    region: settings.S3_REGION,
    accessKeyId: settings.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY ?? '',
    pathStyle: true,
    checksums: 'crc32c',
  });
  return { name, bucket, storageId, proxy, environment: {}, remove: () => proxy.close().then(remove) };
}

async function gcs(): Promise<CustomerBucket> {
  const { name, bucket, settings, remove } = await temporaryGcsBucket(process.env);
  const proxy = await StallingProxy.open(settings.endpoint ?? '');
  const storageId = await world.addStorage({ kind: 'gcs-service-account', ...strangeServiceAccount() });
  const environment = { CUSTOMERS_GCS_ENDPOINT: proxy.url };
  return { name, bucket, storageId, proxy, environment, remove: () => proxy.close().then(remove) };
}

describe.each([
  ['S3', s3],
  ['Google Cloud Storage', gcs],
])("deliveries into a customer's bucket on %s", (_, open) => {
  const wanted = (path: string) => ({
    destination: { storageId: customer.storageId, bucket: customer.name, path },
    requestedAt: '2026-11-24T10:00:00.000Z',
  });

  it('have the same bytes at the rendered path', async () => {
    customer = await open();
    await world.startRouter(customer.environment);
    const exportId = randomUUID();
    const staged = await stageArchive(world.staging.bucket, exportId);
    await world.deliver({ ...staged.event, ...wanted('exports/{date}') });
    expect(await world.delivered(exportId)).toMatchObject({ state: 'delivered', sha256: staged.sha256 });
    expect(await objectsUnder(customer.bucket, '')).toEqual({
      keys: [`exports/2026-11-24/${staged.event.archive.fileName}`],
      sha256: staged.sha256,
    });
  }, 60_000);

  it('are taken over by another router when one is killed in the middle of a part', async () => {
    customer = await open();
    const exportId = randomUUID();
    const staged = await stageArchive(world.staging.bucket, exportId, { bytes: 26 * mebibyte });
    const environment = { ...smallSlices, ...customer.environment };
    const first = await world.startRouter(environment);
    const stalled = customer.proxy.stallAfter(12 * mebibyte);
    await world.deliver({ ...staged.event, ...wanted('') });
    await stalled;
    const second = await world.startRouter(environment);
    const before = await world.results(exportId);
    await first.kill('SIGKILL');
    customer.proxy.release();
    expect(before.length).toBeGreaterThanOrEqual(1);
    expect((await objectsUnder(customer.bucket, '')).keys).toEqual([]);

    expect(await world.delivered(exportId)).toMatchObject({ state: 'delivered', run: 1, sha256: staged.sha256 });
    second.check();
    expect(await objectsUnder(customer.bucket, '')).toEqual({
      keys: [staged.event.archive.fileName],
      sha256: staged.sha256,
    });
    expect((await world.results(exportId)).slice(0, before.length)).toEqual(before);
    for await (const upload of customer.bucket.uploads.unfinished('')) throw new Error(`left over: ${upload.key}`);
    expect(await world.rows('select 1 from storage_router.uploads')).toEqual([]);
  }, 120_000);
});
