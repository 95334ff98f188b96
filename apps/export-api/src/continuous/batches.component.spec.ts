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

describe('the chain', () => {
  it('begins now, and each batch starts from the moment of the one before', async () => {
    const set = await bench.set({ everySeconds: hour, format: 'ndjson' });
    expect(set).toMatchObject({ enabled: true, from: 'now', status: { batches: 0, waiting: 0, startsAnew: false } });
    await bench.later(2 * hour);
    expect((await bench.view()).status.lastBatch).toBeNull();

    await bench.tasks(2);
    expect((await bench.view()).status.waiting).toBe(2);
    await bench.later(10);
    const first = await bench.batch();
    expect(first).toMatchObject({
      ...marked(1),
      state: 'requested',
      joinedTo: null,
      requestedBy: { email: 'manager@spec.example' },
    });
    expect(first.request).toMatchObject({ format: 'ndjson', reuse: false, sendEmail: false, notify: false });
    expect(first.request.since).toBeUndefined();
    expect((await bench.view()).status).toMatchObject({
      waiting: 0,
      batches: 0,
      lastBatch: { batch: 1 },
      nextDueAt: null,
    });

    // one at a time
    await bench.tasks(3);
    await bench.later(2 * hour);
    expect(await bench.batch()).toMatchObject({ id: first.id });
    expect((await bench.view()).status.waiting).toBe(3);

    await bench.complete(first);
    await bench.later();
    expect((await bench.view()).status).toMatchObject({ batches: 1, lastBatch: { batch: 2 } });
    const second = await bench.batch();
    expect(second).toMatchObject({ ...marked(2), request: { since: first.id } });
    const [before, after] = [await bench.requested(first), await bench.requested(second)];
    expect(after.since).toEqual({ exportId: first.id, snapshot: before.snapshot });
    expect(after.selection).toEqual(before.selection);
    expect(after.quarantine).toEqual({ policy: 'set-aside' });
  });

  it('may begin with everything, at once, and makes no empty batch', async () => {
    await bench.set({ everySeconds: hour, from: 'beginning' });
    expect((await bench.view()).status.startsAnew).toBe(true);
    await bench.advance();
    const first = await bench.batch();
    expect((await bench.requested(first)).since).toBeUndefined();
    await bench.complete(first);
    for (let look = 0; look < 3; look++) {
      await bench.tasks(1, 'Label');
      await bench.later(2 * hour);
    }
    expect((await bench.view()).status).toMatchObject({ batches: 1, waiting: 0, lastBatch: { exportId: first.id } });
  });

  it('counts what is added, changed and removed', async () => {
    await bench.set({ tasks: 3 });
    const [one, two] = await bench.tasks(2);
    await bench.later();
    expect((await bench.view()).status).toMatchObject({ waiting: 2, lastBatch: null, nextDueAt: null });
    await bench.tasks(1);
    await bench.later();
    const first = await bench.batch();
    await bench.complete(first);
    await bench.later();
    const { writer, dataSource } = bench.world.store;
    const by = { by: 'a@spec.example', origin: 'person' } as const;
    const answer = { tools: [], classifications: [], relations: [] };
    await dataSource.transaction((manager) => writer.saveAnswer(manager, one!, answer, by));
    await dataSource.transaction((manager) => writer.completeStage(manager, two!, 'Label', by));
    await bench.later();
    expect((await bench.view()).status).toMatchObject({ batches: 1, waiting: 2 });
    await bench.tasks(1);
    await bench.later();
    expect(await bench.batch()).toMatchObject(marked(2));
  });

  it('brings in the next batch what changed while it was paused', async () => {
    const settings = { everySeconds: hour, tasks: 1 };
    await bench.set(settings);
    const first = await nextBatch();
    expect(await bench.set({ ...settings, enabled: false })).toMatchObject({
      enabled: false,
      status: { nextDueAt: null },
    });
    await bench.complete(first);
    await bench.tasks(4);
    await bench.later(9 * hour);
    expect(await bench.batch()).toMatchObject({ id: first.id });
    await bench.set(settings);
    expect((await bench.view()).status.waiting).toBe(4);
    await bench.advance();
    const { since } = await bench.requested(await bench.batch());
    expect(since).toEqual({ exportId: first.id, snapshot: (await bench.requested(first)).snapshot });
  });

  it('goes on with another format, and begins anew with another selection', async () => {
    await bench.set({ tasks: 1, format: 'json' });
    const first = await nextBatch();
    await bench.set({ tasks: 1, format: 'ndjson', converter: 'coco' });
    await bench.complete(first);
    const second = await nextBatch();
    expect(second.request).toMatchObject({ format: 'ndjson', converter: 'coco', since: first.id });

    // while it is under way: it is delivered as it was asked for, and then all of the new selection
    expect(await bench.set({ tasks: 1, stages: ['Label', 'Complete'] })).toMatchObject({
      status: { startsAnew: true },
    });
    await bench.world.sendAndWait(bench.world.news(second, 'coco').delivered('original'));
    await bench.world.sendAndWait(bench.world.news(second, 'coco').delivered('converted'));
    await bench.later();
    const third = await bench.batch();
    expect(third).toMatchObject({ ...marked(3), request: { stages: ['Label', 'Complete'] } });
    expect((await bench.requested(third)).since).toBeUndefined();
    await bench.complete(third);
    expect((await nextBatch()).request).toMatchObject({ since: third.id, continuous: { batch: 4 } });
  });

  it('begins again on demand only', async () => {
    await bench.set({ tasks: 1 });
    const first = await nextBatch();
    expect(await bench.put({ tasks: 1, from: 'beginning' })).toMatchObject({
      status: 400,
      body: { field: 'from', message: expect.stringContaining('restart: true') },
    });
    // what is sent again changes nothing
    await bench.set({ tasks: 1, from: 'now' });
    expect(await bench.batch()).toMatchObject({ id: first.id });
    await bench.set({ tasks: 1, from: 'beginning', restart: true });
    await bench.advance();
    const all = await bench.batch();
    expect(all).toMatchObject(marked(2));
    expect((await bench.requested(all)).since).toBeUndefined();
    // the one that was let go is nobody's base
    await bench.complete(first);
    await bench.complete(all);
    expect((await nextBatch()).request.since).toBe(all.id);
  });

  it('looks again when counting takes too long, and the second time takes it for a lot', async () => {
    await bench.set({ tasks: 1000 });
    await bench.tasks(1);
    const { dataSource } = bench.world.store;
    const lock = dataSource.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table annotation_store.task_revisions in access exclusive mode');
    await bench.later();
    expect(await bench.exports()).not.toContainEqual(expect.objectContaining({ state: 'requested', ...marked(1) }));
    await bench.later();
    await lock.rollbackTransaction();
    await lock.release();
    expect(await bench.batch()).toMatchObject(marked(1));
  });
});

describe('a batch that is not delivered', () => {
  it('is tried again by itself, later each time', async () => {
    await bench.set({ tasks: 1 });
    let batch = await nextBatch();
    const transient = (attempt: number) => bench.world.news(batch, null, attempt).failed('deliver', 'transient');
    for (const [tries, pause] of [60, 120, 240].entries()) {
      await bench.world.sendAndWait(transient(tries + 1));
      await bench.advance();
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
