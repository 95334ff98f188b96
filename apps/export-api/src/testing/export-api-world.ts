import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { connectBus, InMemoryBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import type { OutgoingEvent } from '@hub/event-contracts';
import { createService } from '@hub/service-defaults';
import { eventually, startTestDatabase } from '@hub/testing';
import type { INestApplication, Type } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { exportApi } from '../export-api.module.js';
import type { Export } from '../exports/export.js';
import type { ExportView } from '../history/export-view.js';
import { LinkServer } from './link-server.js';
import { seedPeople, type People, type Role } from './people.js';
import { StepNews } from './sample-export.js';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}
export interface Refusal {
  readonly status: string;
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly value?: string;
  readonly expected?: string;
}

export type WorldSettings = Partial<
  Record<'CONTINUOUS_DELIVERIES' | 'CONTINUOUS_LOOK_SECONDS' | 'HISTORY_RETENTION_DAYS', string>
>;

/** export-api on a real Postgres and the in-memory bus, with people to call it; specs play the other services. */
export class ExportApiWorld {
  readonly bus = new RecordingBus();
  readonly links = new LinkServer();
  readonly people: People;
  private readonly apps: { app: INestApplication; url: string }[] = [];
  private readonly undo: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly store: AnnotationStore,
    people: People,
    private readonly settings: WorldSettings,
  ) {
    this.people = people;
  }

  static async start(settings: WorldSettings = {}): Promise<ExportApiWorld> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await exportApi.migrate(database.url);
    const store = await openAnnotationStore(database.url);
    const world = new ExportApiWorld(database.url, store, await seedPeople(store), settings);
    await world.links.start();
    world.undo.push(
      () => database.stop(),
      () => store.close(),
      () => world.links.stop(),
    );
    await world.addInstance(world.bus);
    return world;
  }

  /** Another process of the service on the same database and bus. Gives what stops it. */
  async addInstance(bus: InMemoryBus = new InMemoryBus({}, this.bus.state)): Promise<() => Promise<void>> {
    const settings = exportApi.settings.parse({
      DATABASE_URL: this.databaseUrl,
      STORAGE_ROUTER_URL: this.links.url,
      INTERNAL_TOKEN: 'internal-token-of-spec',
      PREVIEW_TIMEOUT_MS: 4000,
      ...this.settings,
    });
    const app = await createService(exportApi.module(settings, bus), {
      name: exportApi.name,
      logLevel: 'fatal',
      bodyLimit: exportApi.bodyLimit,
    });
    await connectBus(app, bus, exportApi.name, exportApi.consumes);
    await app.listen(0, '127.0.0.1');
    this.apps.push({ app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') });
    return async () => {
      this.apps.splice(
        this.apps.findIndex((one) => one.app === app),
        1,
      );
      await app.close();
    };
  }

  async stop(): Promise<void> {
    for (const { app } of this.apps.splice(0)) await app.close();
    for (const step of this.undo.splice(0).reverse()) await step();
  }

  /** A part of an instance. */
  get<T>(part: Type<T>, instance = 0): T {
    return this.apps[instance]!.app.get(part);
  }

  url(instance = 0): string {
    return this.apps[instance]!.url;
  }

  async call<T = Refusal>(
    role: Role | null,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url()}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(role && { apikey: this.people.keys[role] }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? await response.json() : await response.text()) as T,
    };
  }

  /** A new export of the sample project by its manager, with a build of its own unless the body says otherwise. */
  async request(body: object = { format: 'ndjson' }): Promise<ExportView> {
    const answer = await this.call<ExportView>('manager', 'POST', `/api/projects/${this.people.projectId}/exports`, {
      reuse: false,
      ...body,
    });
    if (answer.status !== 202) throw new Error(JSON.stringify(answer));
    return answer.body;
  }

  /** A task more: nothing that was exported before can be shared any more. */
  async changeProject(): Promise<void> {
    const externalId = `${randomUUID()}.png`;
    const asset = { externalId, data: `https://cdn.example/${externalId}`, kind: 'image' as const };
    const context = { by: 'owner@spec.example', origin: 'person' as const };
    await this.store.dataSource.transaction((manager) =>
      this.store.writer.createTasks(manager, this.people.projectId, 'Start', [asset], context),
    );
  }

  async view(id: string): Promise<ExportView> {
    return (await this.call<ExportView>('manager', 'GET', `/api/exports/${id}`)).body;
  }

  news(
    one: Pick<ExportView, 'id' | 'projectId' | 'projectName'>,
    converter: Export['converter'] = null,
    attempt = 1,
  ): StepNews['outgoing'] {
    return new StepNews({ ...one, organizationId: 'o', format: 'ndjson', converter }, attempt).outgoing;
  }

  /** How many share a build. */
  async group(rootId: string): Promise<number> {
    const [row] = await this.store.dataSource.query<{ count: number }[]>(
      'select count(*)::int as count from export_api.exports where id = $1 or joined_to = $1',
      [rootId],
    );
    return row!.count;
  }

  /** Waits until everything that was published is on the bus. */
  async settled(): Promise<void> {
    await eventually(async () => {
      const waiting = await this.store.dataSource.query<unknown[]>('select from export_api.outbox limit 1');
      return waiting.length === 0;
    });
  }

  send(...events: OutgoingEvent[]): Promise<void> {
    return this.bus.send(events);
  }

  /** Sends them and waits until the service has handled them all. */
  async sendAndWait(...events: OutgoingEvent[]): Promise<void> {
    await this.send(...events);
    const ids = [...new Set(events.map(({ envelope }) => envelope.id))];
    await eventually(async () => {
      const handled = await this.store.dataSource.query<unknown[]>(
        'select from export_api.processed_events where event_id = any($1)',
        [ids],
      );
      return handled.length === ids.length;
    });
  }
}
