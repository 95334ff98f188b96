import { createEvent, ExportFailed, ExportProgressed } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import { NotifierWorld, projectId } from './testing/notifier-world.js';

describe('notifications', () => {
  let world: NotifierWorld;
  beforeAll(async () => {
    world = await NotifierWorld.start();
  });
  afterAll(() => world.stop());

  it('tells the person who asked once in the app and once by mail, however often the event comes', async () => {
    const { bus, mail, owner, other } = world;
    const event = world.ownersExport('e1', { notify: true, sendEmail: true });
    await bus.send([event, event]);
    // another event about the same export, as after a crash before the outbox row was deleted
    await bus.send([world.ownersExport('e1', { notify: true, sendEmail: true })]);
    await bus.send([world.ownersExport('marker', { notify: true, sendEmail: false })]);
    const list = await eventually(async () => {
      const page = await world.notificationsOf(owner);
      // exports do not wait for one another
      const ids = page.notifications.map(({ exportId }) => exportId);
      return ids.includes('marker') && ids.includes('e1') ? page : null;
    });
    expect(list.notifications.filter((n) => n.exportId === 'e1')).toHaveLength(1);
    await eventually(() => mail.accepted.length > 0);
    expect(mail.accepted).toHaveLength(1);
    expect(mail.accepted[0]).toContain('Message-ID: <e1.export.completed.email@hub-exports>');
    expect(mail.accepted[0]).toContain('http://hub.example/d/ticket-1');
    expect((await world.notificationsOf(other)).notifications).toEqual([]);
  });

  it('reaches the right sockets only', async () => {
    const { organizationId } = world;
    const mine = await world.connect({ apiKey: world.owner.key });
    const theirs = await world.connect({ apiKey: world.other.key });
    await world.bus.send([
      createEvent(
        ExportProgressed,
        { ...ExportProgressed.sample, exportId: 'e2', organizationId, projectId, rate: { tasks: 50, bytes: 500 } },
        { source: 'export-builder', subject: 'e2' },
      ),
      world.ownersExport('e2', { notify: true, sendEmail: false }),
    ]);
    await eventually(() => mine.seen.some(({ event }) => event === 'notification'));
    expect(mine.seen.map(({ event, data }) => [event, data.exportId])).toEqual([
      ['export.progressed', 'e2'],
      ['export.changed', 'e2'],
      ['notification', 'e2'],
    ]);
    expect(mine.seen[0]?.data).toMatchObject({ remaining: 1.5, rate: { tasks: 50, bytes: 500 } });
    expect(theirs.seen).toEqual([]);
  });

  it('refuses sockets without a valid key and pages of other sites', async () => {
    await expect(world.connect({ apiKey: 'wrong' })).rejects.toThrow('Invalid API KEY');
    const elsewhere = { extraHeaders: { origin: 'http://evil.example' } };
    await expect(world.connect({ apiKey: world.owner.key }, elsewhere)).rejects.toThrow();
  });

  it('replays what was missed since the last notification a client saw', async () => {
    const { notifications } = await world.notificationsOf(world.owner);
    const [newest, seenLast] = notifications;
    const { seen } = await world.connect({ apiKey: world.owner.key, since: seenLast?.id ?? '' });
    await eventually(() => seen.length > 0);
    expect(seen.map(({ data }) => (data as unknown as { id: string }).id)).toEqual([newest?.id]);
  });

  it('counts unread ones and marks only one’s own as read', async () => {
    const { owner, other } = world;
    const { notifications, unread } = await world.notificationsOf(owner);
    expect(unread).toBe(notifications.length);
    const path = `/api/notifications/${notifications[0]?.id}/read`;
    expect((await world.request('POST', path, other.key)).status).toBe(404);
    expect((await world.request('POST', path, owner.key)).status).toBe(200);
    expect((await world.notificationsOf(owner)).unread).toBe(unread - 1);
    expect((await world.request('GET', '/api/notifications')).status).toBe(401);
  });

  it('says of a failed export what went wrong', async () => {
    const failed = {
      ...ExportFailed.sample,
      exportId: 'e5',
      projectId,
      organizationId: world.organizationId,
      requestedBy: { userId: world.owner.id, email: 'owner@demo.example' },
    };
    await world.bus.send([createEvent(ExportFailed, failed, { source: 'export-api', subject: 'e5' })]);
    const { notifications } = await eventually(async () => {
      const page = await world.notificationsOf(world.owner);
      return page.notifications[0]?.exportId === 'e5' ? page : null;
    });
    expect(notifications[0]).toMatchObject({
      kind: 'export.failed',
      message: 'The bucket refused the upload.',
      link: null,
    });
  });
});
