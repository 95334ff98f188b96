import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import { createService } from '@hub/service-defaults';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication, Type } from '@nestjs/common';
import { storageRouter } from '../storage-router.module.js';
import { seedOrganization, type Organization, type Role } from './organization.js';
import { internalToken, linkSecret, storageKeys } from './router-bench.js';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** storage-router as it runs in production, on a real database, with people to call it. Remembers every answer. */
export class StoragesWorld {
  readonly answers: string[] = [];
  readonly bus = new RecordingBus();
  private readonly folder = mkdtempSync(join(tmpdir(), 'hub-storages-'));
  private app: INestApplication | null = null;
  private url = '';

  private constructor(
    readonly database: TestDatabase,
    readonly store: AnnotationStore,
    readonly people: Organization,
  ) {}

  static async open(): Promise<StoragesWorld> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await storageRouter.migrate(database.url);
    const store = await openAnnotationStore(database.url, { connections: 3, readConnections: 1 });
    return new StoragesWorld(database, store, await seedOrganization(store));
  }

  async start(environment: Record<string, string> = {}): Promise<void> {
    const settings = storageRouter.settings.parse({
      DATABASE_URL: this.database.url,
      BUCKETS_FOLDER: this.folder,
      PUBLIC_URL: 'http://hub.example',
      LINK_SECRET: linkSecret,
      INTERNAL_TOKEN: internalToken,
      STORAGE_KEYS: storageKeys,
      ...environment,
    });
    const { name, bodyLimit } = storageRouter;
    const module = storageRouter.module(settings, this.bus);
    this.app = await createService(module, { name, logLevel: 'fatal', bodyLimit });
    await connectBus(this.app, this.bus, name, storageRouter.consumes);
    await this.app.listen(0, '127.0.0.1');
    this.url = await this.app.getUrl();
  }

  async stop(): Promise<void> {
    await this.app?.close();
    this.app = null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.store.close();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get<T>(part: Type<T>): T {
    if (!this.app) throw new Error('The service is not running');
    return this.app.get(part);
  }

  /** As somebody: a role, null for nobody, or a key. A text is sent as it is. */
  async call<T = Record<string, unknown>>(
    who: Role | { readonly key: string } | null,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    const key = who === null ? null : typeof who === 'string' ? this.people.keys[who] : who.key;
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      // the public SDK sends the type with every call, also without a body
      headers: { 'content-type': 'application/json', ...(key && { apikey: key }) },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    this.answers.push(text);
    return { status: response.status, body: JSON.parse(text) as T };
  }

  query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.store.dataSource.query<T[]>(sql, parameters);
  }

  /** Every row of every table of the service, as text. */
  async dump(): Promise<string> {
    const tables = await this.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'storage_router'`,
    );
    const texts = [];
    for (const { name } of tables)
      texts.push(...(await this.query<{ text: string }>(`select one::text as text from ${name} one`)));
    return texts.map(({ text }) => text).join('\n');
  }
}
