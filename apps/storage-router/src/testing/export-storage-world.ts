import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import { openFolderBucket, type Bucket } from '@hub/object-storage';
import { FailureFilter } from '@hub/service-defaults';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ZodValidationPipe } from 'nestjs-zod';
import { OpenStorage } from '../connections/open-storage.js';
import { storageRouter } from '../storage-router.module.js';
import { seedOrganization, type Organization, type Role } from './organization.js';
import { internalToken, linkSecret, storageKeys } from './router-bench.js';
import type { Answer } from './storages-world.js';

const bucketName = 'exports';

/**
 * storage-router with people to call it, whose customers' buckets are one folder: its links are served by the router
 * itself, which lets the check call 127.0.0.1.
 */
export class ExportStorageWorld {
  readonly bucketName = bucketName;
  /** What opening a storage gives, if it is not the folder. */
  open: (() => Promise<Bucket>) | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'hub-export-storage-'));
  private app: INestApplication;
  url = '';

  private constructor(
    private readonly database: TestDatabase,
    readonly store: AnnotationStore,
    readonly people: Organization,
  ) {}

  static async open(): Promise<ExportStorageWorld> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await storageRouter.migrate(database.url);
    const store = await openAnnotationStore(database.url, { connections: 3, readConnections: 1 });
    const world = new ExportStorageWorld(database, store, await seedOrganization(store));
    await world.start();
    return world;
  }

  private async start(): Promise<void> {
    const bus = new RecordingBus();
    const settings = storageRouter.settings.parse({
      DATABASE_URL: this.database.url,
      BUCKETS_FOLDER: this.folder,
      PUBLIC_URL: 'http://hub.example/base',
      LINK_SECRET: linkSecret,
      INTERNAL_TOKEN: internalToken,
      STORAGE_KEYS: storageKeys,
      OUTBOUND_ALLOW: '127.0.0.1',
    });
    const module = await Test.createTestingModule({ imports: [storageRouter.module(settings, bus)] })
      .overrideProvider(OpenStorage)
      .useValue({ bucket: () => (this.open ? this.open() : Promise.resolve(this.bucket)) })
      .compile();
    this.app = module.createNestApplication({ logger: false });
    this.app.useGlobalPipes(new ZodValidationPipe());
    this.app.useGlobalFilters(new FailureFilter());
    await connectBus(this.app, bus, storageRouter.name, storageRouter.consumes);
    await this.app.listen(0, '127.0.0.1');
    this.url = await this.app.getUrl();
  }

  /** The customer's. */
  get bucket(): Bucket {
    return openFolderBucket(this.folder, bucketName, { publicUrl: this.url, secret: linkSecret });
  }

  async keys(): Promise<string[]> {
    const keys = [];
    for await (const { key } of this.bucket.list('')) keys.push(key);
    return keys;
  }

  async unfinishedUploads(): Promise<string[]> {
    const keys = [];
    for await (const { key } of this.bucket.uploads.unfinished('')) keys.push(key);
    return keys;
  }

  async call<T = Record<string, unknown>>(
    who: Role | null,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(who && { apikey: this.people.keys[who] }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.store.dataSource.query<T[]>(sql, parameters);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.store.close();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
