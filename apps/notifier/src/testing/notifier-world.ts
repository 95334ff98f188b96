import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { connectBus, InMemoryBus } from '@hub/event-bus';
import { createEvent, ExportCompleted, type OutgoingEvent } from '@hub/event-contracts';
import { createService, loadSettings } from '@hub/service-defaults';
import { startTestDatabase, startTestMailServer, type TestMailServer } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { notifier } from '../notifier.module.js';
import { TicketServer } from './ticket-server.js';

export interface Person {
  readonly id: string;
  readonly key: string;
}
export interface NotificationPage {
  readonly notifications: { id: string; exportId: string; readAt: string | null }[];
  readonly unread: number;
}
export interface Listener {
  readonly seen: { event: string; data: { exportId: string } }[];
}

export const projectId = 'p1';
const token = 'an-internal-token';

/** notifier on a real Postgres and the in-memory bus, with a mail server and two people of one organization. */
export class NotifierWorld {
  readonly bus = new InMemoryBus();
  readonly router = new TicketServer(token);
  private readonly sockets: Socket[] = [];
  private readonly undo: (() => unknown)[] = [];
  private url = '';

  private constructor(
    readonly store: AnnotationStore,
    readonly mail: TestMailServer,
    readonly organizationId: string,
    readonly owner: Person,
    readonly other: Person,
  ) {}

  static async start(): Promise<NotifierWorld> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await notifier.migrate(database.url);
    const store = await openAnnotationStore(database.url);
    const organizationId = await store.accounts.createOrganization('Demo');
    const owner = await personIn(store, organizationId, 'owner');
    const other = await personIn(store, organizationId, 'member');
    const mail = await startTestMailServer();
    const world = new NotifierWorld(store, mail, organizationId, owner, other);
    world.undo.push(
      () => database.stop(),
      () => store.close(),
      () => mail.stop(),
    );
    await world.listen(database.url);
    return world;
  }

  private async listen(databaseUrl: string): Promise<void> {
    const settings = loadSettings(notifier.settings, {
      DATABASE_URL: databaseUrl,
      PUBLIC_URL: 'http://hub.example',
      STORAGE_ROUTER_URL: await this.router.start(),
      INTERNAL_TOKEN: token,
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(this.mail.port),
      MAIL_POLL_MS: '100',
    });
    const app: INestApplication = await createService(notifier.module(settings, this.bus), {
      name: 'notifier',
      logLevel: 'fatal',
    });
    await connectBus(app, this.bus, 'notifier', notifier.consumes);
    await app.listen(0, '127.0.0.1');
    this.url = (await app.getUrl()).replace('[::1]', 'localhost');
    this.undo.push(
      () => this.router.stop(),
      () => this.bus.close(),
      () => app.close(),
    );
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    for (const step of this.undo.splice(0).reverse()) await step();
  }

  ownersExport(
    exportId: string,
    tell: { notify: boolean; sendEmail: boolean },
    location?: { storageId: string | null; bucket: string; key: string },
  ): OutgoingEvent {
    return createEvent(
      ExportCompleted,
      {
        ...ExportCompleted.sample,
        ...(location && { artifacts: [{ ...ExportCompleted.sample.artifacts[0]!, location }] }),
        ...tell,
        exportId,
        projectId,
        organizationId: this.organizationId,
        requestedBy: { userId: this.owner.id, email: 'owner@demo.example' },
      },
      { source: 'export-api', subject: exportId },
    );
  }

  /** Without a key: as nobody. */
  request(method: 'GET' | 'POST', path: string, key?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { method, headers: key === undefined ? {} : { apikey: key } });
  }

  async notificationsOf({ key }: Person): Promise<NotificationPage> {
    return (await this.request('GET', '/api/notifications', key)).json() as Promise<NotificationPage>;
  }

  /** Fails when it is refused. */
  async connect(
    auth: Record<string, string>,
    options: Partial<ManagerOptions & SocketOptions> = {},
  ): Promise<Listener> {
    const socket = io(this.url, {
      path: '/live/socket.io',
      auth,
      transports: ['websocket'],
      reconnection: false,
      ...options,
    });
    this.sockets.push(socket);
    const seen: Listener['seen'] = [];
    socket.onAny((event: string, data: { exportId: string }) => seen.push({ event, data }));
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    return { seen };
  }
}

async function personIn(store: AnnotationStore, organizationId: string, role: 'owner' | 'member'): Promise<Person> {
  const email = `${role}@demo.example`;
  const id = await store.accounts.createUser({ email, name: email });
  await store.accounts.setOrganizationRole(organizationId, id, role);
  const { key } = await store.accounts.createApiKey(organizationId, id, 'test');
  return { id, key };
}
