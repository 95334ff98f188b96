import { randomUUID } from 'node:crypto';
import { ServersWorld, objectsUnder } from './testing/servers-world.js';
import { stageArchive } from './testing/staged-archive.js';

const mebibyte = 1024 * 1024;
const smallSlices = { DELIVERY_PART_MIB: '5', DELIVERY_SLICE_PARTS: '1' };
let world: ServersWorld;

beforeAll(async () => {
  world = await ServersWorld.open(process.env);
});
afterEach(() => world.stopRouters());
afterAll(() => world?.close());

const objectsOf = (exportId: string) => objectsUnder(world.destination.bucket, `p1/exports/${exportId}/`);

describe('deliveries to S3', () => {
  it('put a small archive by one call', async () => {
    await world.startRouter();
    const exportId = randomUUID();
    const staged = await stageArchive(world.staging.bucket, exportId);
    await world.deliver(staged.event);
    expect(await world.delivered(exportId)).toMatchObject({ state: 'delivered', sha256: staged.sha256 });
    expect(await objectsOf(exportId)).toEqual({ keys: [expect.any(String)], sha256: staged.sha256 });
  });

  it('go on at the checkpoint when the router is killed in the middle of a part', async () => {
    const exportId = randomUUID();
    const staged = await stageArchive(world.staging.bucket, exportId, { bytes: 26 * mebibyte });
    const first = await world.startRouter(smallSlices);
    const stalled = world.proxy.stallAfter(12 * mebibyte);
    await world.deliver(staged.event);
    await stalled;
    const before = await world.results(exportId);
    await first.kill('SIGKILL');
    world.proxy.release();
    expect(before.length).toBeGreaterThanOrEqual(1);
    expect(before.length).toBeLessThan(6);
    expect((await objectsOf(exportId)).keys.length).toBe(0);

    await world.startRouter(smallSlices);
    expect(await world.delivered(exportId)).toMatchObject({ state: 'delivered', sha256: staged.sha256 });
    expect(await objectsOf(exportId)).toEqual({ keys: [expect.any(String)], sha256: staged.sha256 });
    // what was checkpointed was not done again
    expect((await world.results(exportId)).slice(0, before.length)).toEqual(before);
    for await (const upload of world.destination.bucket.uploads.unfinished(''))
      throw new Error(`left over: ${upload.key}`);
  }, 120_000);

  it('keep the memory flat', async () => {
    const router = await world.startRouter();
    const exportId = randomUUID();
    const staged = await stageArchive(world.staging.bucket, exportId, { bytes: 120 * mebibyte });
    await world.deliver(staged.event);
    expect(await world.delivered(exportId)).toMatchObject({ state: 'delivered' });
    const peak = router.peakMemory;
    if (peak !== null) expect(peak).toBeLessThan(200);
  }, 120_000);
});
