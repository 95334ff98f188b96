import { ExportRequested } from '@hub/event-contracts';
import type { ExportView } from '../history/export-view.js';
import { DeliveryBench } from '../testing/delivery-bench.js';

let bench: DeliveryBench;
beforeAll(async () => (bench = await DeliveryBench.start()));
afterAll(() => bench.world.stop());
afterEach(() => bench.clear());

const hour = 3600;
/** The batch that comes for new tasks. */
async function nextBatch(count = 1): Promise<ExportView> {
  await bench.tasks(count);
  await bench.later(hour);
  return bench.batch();
}
const marked = (batch: number) => ({ request: { continuous: { batch } } });

describe('a batch that is not delivered', () => {
  it('is tried again by itself, later each time', async () => {
    await bench.set({ tasks: 1 });
    let batch = await nextBatch();
    const transient = (attempt: number) => bench.world.news(batch, null, attempt).failed('deliver', 'transient');
    for (const [tries, pause] of [60, 120, 240].entries()) {
      await bench.world.sendAndWait(transient(tries + 1));
      await bench.advance();
      expect((await bench.view()).status).toMatchObject({
        lastBatch: { state: 'failed', error: { step: 'deliver', message: 'The disk is full.' } },
        retriesAt: expect.any(String),
        standstill: null,
      });
      const fail = async (seconds: number) => {
        await bench.world.store.dataSource.query(
          `update export_api.exports set ended_at = ended_at - make_interval(secs => $2) where id = $1`,
          [batch.id, seconds],
        );
        await bench.later(3601);
      };
      await fail(pause - 10);
      expect(await bench.batch()).toMatchObject({ state: 'failed', attempt: tries + 1 });
      await fail(11);
      batch = await bench.batch();
      expect(batch).toMatchObject({ state: 'requested', attempt: tries + 2 });
    }
    expect((await bench.view()).status.standstill).toBeNull();
    await bench.complete(batch);
    await bench.later();
    expect((await bench.view()).status.batches).toBe(1);
  });

  it('keeps the delivery standing, with the reason, until somebody retries it', async () => {
    await bench.set({ tasks: 1 });
    const batch = await nextBatch();
    const refusal = bench.world.news(batch).failed('deliver', 'destination', false);
    await bench.world.sendAndWait(refusal);
    await bench.later();
    await bench.tasks(5);
    await bench.later(hour);
    const { standstill } = (await bench.view()).status;
    expect(standstill).toMatchObject({
      code: 'disk-full',
      message: 'Batch 1 failed: The disk is full.',
      remedy: expect.stringContaining('Retry its export'),
      since: expect.any(String),
    });
    await bench.later();
    expect((await bench.view()).status.standstill).toEqual(standstill);
    expect((await bench.world.call('manager', 'POST', `/api/exports/${batch.id}/retry`)).status).toBe(202);
    await bench.later();
    expect((await bench.view()).status.standstill).toBeNull();
    await bench.complete(await bench.batch());
    await bench.later();
    expect((await bench.batch()).request.since).toBe(batch.id);
  });

  it('is tried again when the settings are saved, at the path they have now', async () => {
    const { links } = bench.world;
    links.destination = { storageId: 's', bucket: 'theirs', path: 'exports' };
    await bench.set({ tasks: 1, path: 'stream/{batch}/{date}' });
    const batch = await nextBatch();
    expect((await bench.requested(batch)).destination).toEqual({
      storageId: 's',
      bucket: 'theirs',
      path: 'stream/000001/{date}',
    });
    await bench.world.sendAndWait(bench.world.news(batch).failed('deliver', 'destination', false));
    await bench.later();
    links.destination = { storageId: 's', bucket: 'mended', path: '' };
    await bench.set({ tasks: 1, path: '/elsewhere/{batch}/' });
    await bench.advance();
    expect(await bench.batch()).toMatchObject({ id: batch.id, state: 'requested', attempt: 2 });
    expect((await bench.requested(batch, 1)).destination).toMatchObject({ bucket: 'mended', path: 'elsewhere/000001' });
    await bench.world.sendAndWait(bench.world.news(batch, null, 2).failed('deliver', 'destination', false));
    await bench.world.call('manager', 'POST', `/api/exports/${batch.id}/retry`);
    expect((await bench.requested(batch, 2)).destination).toMatchObject({ path: 'elsewhere/000001' });
    links.destination = null;
  });

  it('is given up where another run would fail again or is not wanted, and cannot come back', async () => {
    await bench.set({ tasks: 1, quarantine: { policy: 'fail' } });
    const batch = await nextBatch();
    await bench.world.sendAndWait(bench.world.news(batch).failed('deliver', 'destination', false));
    await bench.later();
    await bench.set({ tasks: 1, quarantine: { policy: 'set-aside' } });
    await bench.advance();
    const other = await bench.batch();
    expect(other).toMatchObject({ ...marked(1), state: 'requested', request: { quarantine: { policy: 'set-aside' } } });
    expect((await bench.requested(other)).since).toEqual((await bench.requested(batch)).since);
    expect(await bench.world.call('manager', 'POST', `/api/exports/${batch.id}/retry`)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('given up') },
    });
    await bench.clear();
    expect((await bench.world.call('manager', 'POST', `/api/exports/${batch.id}/retry`)).status).toBe(202);
  });

  it('leaves its tasks to the next one when it is cancelled', async () => {
    await bench.set({ everySeconds: hour });
    const batch = await nextBatch();
    await bench.world.call('manager', 'POST', `/api/exports/${batch.id}/cancel`);
    await bench.advance();
    expect((await bench.view()).status).toMatchObject({ batches: 0, waiting: 1, lastBatch: { state: 'cancelled' } });
    const next = await nextBatch();
    expect(next).toMatchObject(marked(1));
    expect((await bench.requested(next)).since).toEqual((await bench.requested(batch)).since);
  });
});

describe('what was decided is dropped', () => {
  /** Once, between the look and the act of a step. */
  function meanwhile(happens: () => Promise<unknown>): void {
    bench.world.links.beforeDestination = async () => {
      bench.world.links.beforeDestination = async () => undefined;
      await happens();
    };
  }
  let earlier: Set<string>;
  const batches = async () => {
    const made = (await bench.exports()).filter(({ id }) => !earlier.has(id));
    return made.map(({ request }) => request.continuous?.batch);
  };
  beforeEach(async () => {
    earlier = new Set((await bench.exports()).map(({ id }) => id));
    await bench.set({ tasks: 1 });
    await bench.tasks(1);
  });

  it('when another process was faster', async () => {
    meanwhile(() => bench.later());
    await bench.advance();
    expect(await batches()).toEqual([1]);
    await bench.complete(await bench.batch());
    await bench.later();
    expect((await bench.view()).status).toMatchObject({ batches: 1, underWay: false });
  });

  it('when it was paused', async () => {
    meanwhile(() => bench.set({ tasks: 1, enabled: false }));
    await bench.advance();
    expect(await batches()).toEqual([]);
    expect(await bench.view()).toMatchObject({ enabled: false, status: { batches: 0, underWay: false, waiting: 1 } });
  });

  it('when it was deleted, or set up anew', async () => {
    meanwhile(async () => {
      await bench.clear();
      await bench.set({ tasks: 1 });
    });
    await bench.advance();
    expect(await batches()).toEqual([]);
    meanwhile(() => bench.clear());
    await bench.tasks(1);
    await bench.later();
    expect(await batches()).toEqual([]);
    expect((await bench.world.call('manager', 'GET', bench.path)).status).toBe(404);
  });

  it('when a person retried the failed batch first', async () => {
    await bench.advance();
    const batch = await bench.batch();
    await bench.world.sendAndWait(bench.world.news(batch).failed('deliver', 'destination', false));
    await bench.set({ tasks: 1 });
    meanwhile(() => bench.world.call('manager', 'POST', `/api/exports/${batch.id}/retry`));
    await bench.later();
    expect(await bench.batch()).toMatchObject({ state: 'requested', attempt: 2 });
  });
});

describe('a delivery stands still', () => {
  it('while the person who set it up may not export, and goes on as somebody else’s', async () => {
    const { store, people } = bench.world;
    await bench.set({ tasks: 1 });
    const [{ id }] = (await store.dataSource.query(
      `select id from annotation_store.users where email = 'manager@spec.example'`,
    )) as [{ id: string }];
    await store.accounts.setProjectRole(people.projectId, id, 'Lead');
    await bench.tasks(2);
    await bench.later();
    const seen = await bench.world.call<{ status: object }>('owner', 'GET', bench.path);
    expect(seen.body.status).toMatchObject({
      waiting: 2,
      lastBatch: null,
      standstill: {
        code: 'forbidden',
        message: expect.stringContaining('manager@spec.example'),
        remedy: expect.any(String),
      },
    });
    await bench.set({ tasks: 1 }, 'owner');
    await bench.advance();
    await store.accounts.setProjectRole(people.projectId, id, 'Manager');
    expect(await bench.batch()).toMatchObject({ ...marked(1), requestedBy: { email: 'owner@spec.example' } });
    expect((await bench.view()).status.standstill).toBeNull();
  });

  it('when the database was restored, until it begins again', async () => {
    await bench.set({ tasks: 1 });
    await bench.tasks(1);
    await bench.world.store.dataSource.query(
      `update export_api.continuous_deliveries set base = jsonb_set(base, '{snapshot,systemId}', '"7"')`,
    );
    await bench.later();
    expect((await bench.view()).status).toMatchObject({
      waiting: null,
      standstill: { code: 'snapshot-unreadable', remedy: expect.stringContaining('beginning') },
    });
    await bench.set({ tasks: 1, from: 'beginning', restart: true });
    await bench.advance();
    expect(await bench.batch()).toMatchObject(marked(1));
    expect((await bench.view()).status.standstill).toBeNull();
  });

  it('not when storage-router is away: it comes later', async () => {
    const { links } = bench.world;
    await bench.set({ tasks: 1 });
    await bench.tasks(1);
    await links.stop();
    await expect(bench.later()).rejects.toMatchObject({ code: 'storage-router-unavailable' });
    expect((await bench.view()).status.lastBatch).toBeNull();
    await links.restart();
    await bench.later();
    const batch = await bench.batch();
    await bench.world.settled();
    expect(bench.world.bus.said(ExportRequested, batch.id)).toHaveLength(1);
  });
});
