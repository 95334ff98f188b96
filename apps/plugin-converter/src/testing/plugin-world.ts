import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import { createService } from '@hub/service-defaults';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { io, type Socket } from 'socket.io-client';
import { pluginConverter } from '../plugin-converter.module.js';

export type Person = 'admin' | 'manager' | 'labeler' | 'stranger';
export interface Payload {
  readonly session: string;
  readonly apiKey: string;
  readonly configJSON: string;
  readonly stage: string[];
  readonly batches: string[] | null;
}
export interface SessionAnswer {
  readonly id: string;
  readonly state: string;
  readonly exportId: string | null;
  readonly error: { code: string; fault: string; message: string } | null;
  readonly logs: { level: string; msg: string }[];
}

/** plugin-converter as it runs, with people, and a storage-router that says what the spec wants of results. */
export class PluginWorld {
  readonly bus = new RecordingBus();
  /** What storage-router answers about a result: status and body. */
  result: { status: number; body: object } = { status: 422, body: { code: 'upload-missing', message: 'not there' } };
  readonly claims: unknown[] = [];
  readonly keys: Partial<Record<Person, string>> = {};
  projectId = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'hub-plugins-'));
  private readonly sockets: Socket[] = [];
  private readonly pluginKeys = `1:${randomBytes(32).toString('base64')}`;
  private readonly router: Server = createServer((request, response) => {
    void text(request).then((body) => {
      this.claims.push(JSON.parse(body));
      response.writeHead(this.result.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(this.result.body));
    });
  });
  private app: INestApplication | null = null;
  url = '';

  private constructor(
    private readonly database: TestDatabase,
    readonly store: AnnotationStore,
  ) {}

  static async open(settings: Record<string, string> = {}): Promise<PluginWorld> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await pluginConverter.migrate(database.url);
    const world = new PluginWorld(database, await openAnnotationStore(database.url));
    await world.seed();
    await new Promise<void>((resolve) => world.router.listen(0, '127.0.0.1', resolve));
    await world.start(settings);
    return world;
  }

  async start(settings: Record<string, string> = {}): Promise<void> {
    const parsed = pluginConverter.settings.parse({
      DATABASE_URL: this.database.url,
      BUCKETS: 'folder',
      BUCKETS_FOLDER: this.folder,
      LINK_SECRET: 'a-secret-for-links-of-the-spec',
      PUBLIC_URL: 'http://hub.example',
      STORAGE_ROUTER_URL: `http://127.0.0.1:${(this.router.address() as AddressInfo).port}`,
      INTERNAL_TOKEN: 'a-token-of-the-spec',
      PLUGIN_KEYS: this.pluginKeys,
      ...settings,
    });
    const { name, consumes } = pluginConverter;
    this.app = await createService(pluginConverter.module(parsed, this.bus), { name, logLevel: 'fatal' });
    await connectBus(this.app, this.bus, name, consumes);
    await this.app.listen(0, '127.0.0.1');
    this.url = (await this.app.getUrl()).replace('[::1]', '127.0.0.1');
  }

  async stop(): Promise<void> {
    await this.app?.close();
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.close());
    await this.stop();
    this.router.closeAllConnections();
    this.router.close();
    await this.store.close();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async call<T>(
    who: Person | { key: string },
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }> {
    const apikey = typeof who === 'string' ? (this.keys[who] ?? '') : who.key;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { apikey, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  async register(name: string, more: object = {}): Promise<{ id: string; secret: string }> {
    return (await this.call<{ id: string; secret: string }>('admin', 'POST', '/api/plugins', { name, ...more })).body;
  }

  /** A connection as the published client makes it; it says nothing by itself. */
  async connect(): Promise<Socket> {
    const socket = io(`${this.url}/plugin`, { transports: ['websocket'], reconnection: false, forceNew: true });
    this.sockets.push(socket);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    return socket;
  }

  async live(id: string, live = true): Promise<void> {
    await eventually(
      async () => (await this.call<{ live: boolean }>('admin', 'GET', `/api/plugins/${id}`)).body.live === live,
    );
  }

  async run(pluginId: string, more: object = {}): Promise<SessionAnswer> {
    const path = `/api/projects/${this.projectId}/plugin-runs`;
    const answer = await this.call<SessionAnswer>('manager', 'POST', path, { pluginId, stages: ['Complete'], ...more });
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  async session(id: string): Promise<SessionAnswer> {
    return (await this.call<SessionAnswer>('manager', 'GET', `/api/plugin-sessions/${id}`)).body;
  }

  ended(id: string): Promise<SessionAnswer> {
    return eventually(async () => {
      const session = await this.session(id);
      return ['completed', 'failed', 'cancelled'].includes(session.state) ? session : null;
    });
  }

  private async seed(): Promise<void> {
    const { accounts, projects } = this.store;
    const ours = await accounts.createOrganization('Ours');
    const theirs = await accounts.createOrganization('Theirs');
    this.projectId = await projects.create({ organizationId: ours, name: 'Street', createdBy: 'a@example.org' });
    for (const person of ['admin', 'manager', 'labeler', 'stranger'] as const) {
      const userId = await accounts.createUser({ email: `${person}@example.org`, name: person });
      const at = person === 'stranger' ? theirs : ours;
      await accounts.setOrganizationRole(at, userId, person === 'admin' || person === 'stranger' ? 'admin' : 'member');
      if (person === 'manager') await accounts.setProjectRole(this.projectId, userId, 'Manager');
      if (person === 'labeler') await accounts.setProjectRole(this.projectId, userId, 'Labeler');
      this.keys[person] = (await accounts.createApiKey(at, userId, 'spec')).key;
    }
  }
}

/** Resolves with the next run that the connection is given. */
export const nextRun = (socket: Socket): Promise<Payload> =>
  new Promise((resolve) => socket.once('plugin', (payload: Payload) => resolve(payload)));
