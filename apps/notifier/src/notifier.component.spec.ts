import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { connectBus, InMemoryBus } from '@hub/event-bus';
import {
  createEvent,
  ExportCompleted,
  ExportFailed,
  ExportProgressed,
  ExportRemoved,
  type OutgoingEvent,
} from '@hub/event-contracts';
import { createService, loadSettings } from '@hub/service-defaults';
import {
  eventually,
  startTestDatabase,
  startTestMailServer,
  type TestDatabase,
  type TestMailServer,
} from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { io, type Socket } from 'socket.io-client';
import { backoffMs } from './email/send-due-mails.js';
import { notifier } from './notifier.module.js';

interface Person {
  readonly id: string;
  readonly key: string;
}
const projectId = 'p1';

describe('notifier', () => {
  let database: TestDatabase;
  let store: AnnotationStore;
  let mail: TestMailServer;
  let router: Server;
  let app: INestApplication;
  let url: string;
  let organizationId: string;
  let owner: Person;
  let other: Person;
  const bus = new InMemoryBus();
  const sockets: Socket[] = [];
  const ticketsAsked: { location: { key: string } }[] = [];

  beforeAll(async () => {
    database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await notifier.migrate(database.url);
    store = await openAnnotationStore(database.url);
    organizationId = await store.accounts.createOrganization('Demo');
    owner = await person('owner@demo.example', 'owner');
    other = await person('member@demo.example', 'member');
    mail = await startTestMailServer();
    router = ticketServer();
    await new Promise((resolve) => router.once('listening', resolve));
    const settings = loadSettings(notifier.settings, {
      DATABASE_URL: database.url,
      PUBLIC_URL: 'http://hub.example',
      STORAGE_ROUTER_URL: `http://127.0.0.1:${(router.address() as AddressInfo).port}`,
      INTERNAL_TOKEN: 'an-internal-token',
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(mail.port),
      MAIL_POLL_MS: '100',
    });
    app = await createService(notifier.module(settings, bus), { name: 'notifier', logLevel: 'fatal' });
    await connectBus(app, bus, 'notifier', notifier.consumes);
    await app.listen(0, '127.0.0.1');
    url = (await app.getUrl()).replace('[::1]', 'localhost');
  });

  afterAll(async () => {
    sockets.forEach((socket) => socket.close());
    await app.close();
    await bus.close();
    router.close();
    await mail.stop();
    await store.close();
    await database.stop();
  });

  async function person(email: string, role: 'owner' | 'member'): Promise<Person> {
    const id = await store.accounts.createUser({ email, name: email });
    await store.accounts.setOrganizationRole(organizationId, id, role);
    const { key } = await store.accounts.createApiKey(organizationId, id, 'test');
    return { id, key };
  }

  /** Stands where storage-router is: checks the token and gives a ticket, unless the file is gone. */
  function ticketServer(): Server {
    return createServer(async (request, response) => {
      const allowed =
        request.headers['x-internal-token'] === 'an-internal-token' && request.url === '/internal/tickets';
      const asked = (await json(request)) as (typeof ticketsAsked)[number];
      ticketsAsked.push(asked);
      const status = allowed ? (asked.location.key === 'gone.zip' ? 410 : 201) : 403;
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ url: 'http://hub.example/d/ticket-1', expiresAt: '2026-12-01T00:00:00.000Z' }));
    }).listen(0, '127.0.0.1');
  }

  const ownersExport = (
    exportId: string,
    tell: { notify: boolean; sendEmail: boolean },
    location?: { storageId: string | null; bucket: string; key: string },
  ): OutgoingEvent =>
    createEvent(
      ExportCompleted,
      {
        ...ExportCompleted.sample,
        ...(location && { artifacts: [{ ...ExportCompleted.sample.artifacts[0]!, location }] }),
        ...tell,
        exportId,
        projectId,
        organizationId,
        requestedBy: { userId: owner.id, email: 'owner@demo.example' },
      },
      { source: 'export-api', subject: exportId },
    );

  const get = async (
    path: string,
    key: string,
  ): Promise<{ notifications: { id: string; exportId: string; readAt: string | null }[]; unread: number }> =>
    (await fetch(`${url}${path}`, { headers: { apikey: key } })).json() as never;

  const connect = async (
    auth: Record<string, string>,
  ): Promise<{ socket: Socket; seen: { event: string; data: { exportId: string } }[] }> => {
    const socket = io(url, { path: '/live/socket.io', auth, transports: ['websocket'], reconnection: false });
    sockets.push(socket);
    const seen: { event: string; data: { exportId: string } }[] = [];
    socket.onAny((event: string, data: { exportId: string }) => seen.push({ event, data }));
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    return { socket, seen };
  };

  it('tells the person who asked once in the app and once by mail, however often the event comes', async () => {
    const event = ownersExport('e1', { notify: true, sendEmail: true });
    await bus.send([event, event]);
    // another event about the same export, as after a crash before the outbox row was deleted
    await bus.send([ownersExport('e1', { notify: true, sendEmail: true })]);
    await bus.send([ownersExport('marker', { notify: true, sendEmail: false })]);
    const list = await eventually(async () => {
      const page = await get('/api/notifications', owner.key);
      // exports do not wait for one another
      const ids = page.notifications.map(({ exportId }) => exportId);
      return ids.includes('marker') && ids.includes('e1') ? page : null;
    });
    expect(list.notifications.filter((n) => n.exportId === 'e1')).toHaveLength(1);
    await eventually(() => mail.accepted.length > 0);
    expect(mail.accepted).toHaveLength(1);
    expect(mail.accepted[0]).toContain('Message-ID: <e1.export.completed.email@hub-exports>');
    expect(mail.accepted[0]).toContain('http://hub.example/d/ticket-1');
    expect((await get('/api/notifications', other.key)).notifications).toEqual([]);
  });

  it('reaches the right sockets only', async () => {
    const mine = await connect({ apiKey: owner.key });
    const theirs = await connect({ apiKey: other.key });
    await bus.send([
      createEvent(
        ExportProgressed,
        { ...ExportProgressed.sample, exportId: 'e2', organizationId, projectId, rate: { tasks: 50, bytes: 500 } },
        { source: 'export-builder', subject: 'e2' },
      ),
      ownersExport('e2', { notify: true, sendEmail: false }),
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
    await expect(connect({ apiKey: 'wrong' })).rejects.toThrow('Invalid API KEY');
    const foreign = io(url, {
      path: '/live/socket.io',
      auth: { apiKey: owner.key },
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { origin: 'http://evil.example' },
    });
    sockets.push(foreign);
    await expect(
      new Promise((resolve, reject) =>
        foreign.once('connect', () => resolve('connected')).once('connect_error', reject),
      ),
    ).rejects.toThrow();
  });

  it('replays what was missed since the last notification a client saw', async () => {
    const { notifications } = await get('/api/notifications', owner.key);
    const [newest, seenLast] = notifications;
    const { seen } = await connect({ apiKey: owner.key, since: seenLast?.id ?? '' });
    await eventually(() => seen.length > 0);
    expect(seen.map(({ data }) => (data as unknown as { id: string }).id)).toEqual([newest?.id]);
  });

  it('counts unread ones and marks only one’s own as read', async () => {
    const { notifications, unread } = await get('/api/notifications', owner.key);
    expect(unread).toBe(notifications.length);
    const id = notifications[0]?.id;
    const post = (path: string, key: string) => fetch(`${url}${path}`, { method: 'POST', headers: { apikey: key } });
    expect((await post(`/api/notifications/${id}/read`, other.key)).status).toBe(404);
    expect((await post(`/api/notifications/${id}/read`, owner.key)).status).toBe(200);
    expect((await get('/api/notifications', owner.key)).unread).toBe(unread - 1);
    expect((await fetch(`${url}/api/notifications`)).status).toBe(401);
  });

  it('tries a mail again after a temporary refusal and gives up after a final one', async () => {
    const before = mail.accepted.length;
    mail.refuseNext(451, 550);
    await bus.send([ownersExport('e3', { notify: false, sendEmail: true })]);
    const stateOf = async (
      exportId: string,
    ): Promise<{ state: string; attempts: number; reason: string | null } | undefined> =>
      (
        (await store.dataSource.query('select state, attempts, reason from notifier.mails where export_id = $1', [
          exportId,
        ])) as never[]
      )[0];
    expect(await eventually(async () => ((await stateOf('e3'))?.attempts === 1 ? stateOf('e3') : null))).toMatchObject({
      state: 'waiting',
    });
    await bus.send([ownersExport('e4', { notify: false, sendEmail: true })]);
    expect(await eventually(async () => ((await stateOf('e4'))?.attempts === 1 ? stateOf('e4') : null))).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('refused by the test') as string,
    });
    // its time comes
    await store.dataSource.query(`update notifier.mails set next_at = now() where export_id = 'e3'`);
    await eventually(async () => (await stateOf('e3'))?.state === 'sent');
    expect(mail.accepted).toHaveLength(before + 1);
  });

  it('asks for a link that can be revoked, to where the file lies; none when it is gone', async () => {
    const before = mail.accepted.length;
    const location = { storageId: 's1', bucket: 'customer', key: 'exports/a.zip' };
    await bus.send([ownersExport('e6', { notify: true, sendEmail: true }, location)]);
    await eventually(() => mail.accepted.length > before);
    expect(ticketsAsked.at(-1)).toEqual({
      location,
      organizationId,
      fileName: ExportCompleted.sample.artifacts[0]?.fileName,
      channel: 'mail',
      audit: { exportId: 'e6', kind: 'original', userId: owner.id },
    });
    const [newest] = (await get('/api/notifications', owner.key)).notifications;
    expect(newest).toMatchObject({ exportId: 'e6', link: '/api/exports/e6/artifacts/original/download' });
    await bus.send([ownersExport('e7', { notify: false, sendEmail: true }, { ...location, key: 'gone.zip' })]);
    await eventually(() => mail.accepted.length > before + 1);
    expect(mail.accepted.at(-1)).not.toContain('/d/');
  });

  it('forgets what it said of an export that has left the history', async () => {
    await bus.send([
      ownersExport('e8', { notify: true, sendEmail: true }),
      ownersExport('e9', { notify: true, sendEmail: false }),
    ]);
    const named = async (): Promise<string[]> =>
      (await get('/api/notifications', owner.key)).notifications.map(({ exportId }) => exportId);
    await eventually(async () => (await named()).includes('e9') && mail.accepted.some((one) => one.includes('<e8.')));
    await bus.send([
      createEvent(
        ExportRemoved,
        { ...ExportRemoved.sample, exportId: 'e8', projectId, organizationId },
        { source: 'export-api', subject: 'e8' },
      ),
    ]);
    await eventually(async () => !(await named()).includes('e8'));
    expect(await named()).toContain('e9');
    expect(await store.dataSource.query(`select 1 from notifier.mails where export_id = 'e8'`)).toEqual([]);
  });

  it('says of a failed export what went wrong', async () => {
    const failed = {
      ...ExportFailed.sample,
      exportId: 'e5',
      projectId,
      organizationId,
      requestedBy: { userId: owner.id, email: 'owner@demo.example' },
    };
    await bus.send([createEvent(ExportFailed, failed, { source: 'export-api', subject: 'e5' })]);
    const { notifications } = await eventually(async () => {
      const page = await get('/api/notifications', owner.key);
      return page.notifications[0]?.exportId === 'e5' ? page : null;
    });
    expect(notifications[0]).toMatchObject({
      kind: 'export.failed',
      message: 'The bucket refused the upload.',
      link: null,
    });
  });
});

it('waits longer after each refusal, never more than four hours', () => {
  expect([1, 2, 3, 20].map(backoffMs)).toEqual([30_000, 60_000, 120_000, 4 * 3600_000]);
});
