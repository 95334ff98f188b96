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
    // the history may forget it
    expect((await bench.view()).status).toMatchObject({ batches: 1, underWay: false });
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
