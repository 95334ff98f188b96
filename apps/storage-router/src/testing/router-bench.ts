import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAnnotationStore } from '@hub/annotation-store';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import { createEvent, type Envelope, type EventDefinition, type EventOf } from '@hub/event-contracts';
import { openFolderBucket } from '@hub/object-storage';
import { FailureFilter } from '@hub/service-defaults';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { getDataSourceToken } from '@nestjs/typeorm';
import { ZodValidationPipe } from 'nestjs-zod';
import { Buckets, CUSTOMER_BUCKETS, type CustomerBuckets } from '../deliver/buckets.js';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { storageRouter } from '../storage-router.module.js';
import { FaultyBuckets, type Faults } from './faulty-buckets.js';

export const internalToken = 'an-internal-token-of-the-bench';
export const linkSecret = 'a-link-secret-of-the-bench';
export const storageKeys = `1:${randomBytes(32).toString('base64')}`;

/** One router on a real database, an in-memory bus and folder buckets. */
export class RouterBench {
  readonly bus = new RecordingBus();
  readonly folder = mkdtempSync(join(tmpdir(), 'hub-router-'));
  readonly staging = openFolderBucket(this.folder, 'staging');
  readonly exports = openFolderBucket(this.folder, 'exports');
  readonly faults: Faults = {};
  /** Buckets of customers; null: there are none. Set it before `start`. */
  customers: CustomerBuckets | null = null;
  url = '';
  private app: INestApplication | null = null;

  private constructor(readonly database: TestDatabase) {}

  static async open(): Promise<RouterBench> {
    const database = await startTestDatabase();
    await migrateAnnotationStore(database.url);
    await storageRouter.migrate(database.url);
    return new RouterBench(database);
  }

  /** Parts of 1 MiB, one per slice, unless told otherwise. */
  async start(environment: Record<string, string> = {}): Promise<INestApplication> {
    const settings = storageRouter.settings.parse({
      DATABASE_URL: this.database.url,
      BUCKETS_FOLDER: this.folder,
      PUBLIC_URL: 'http://hub.example',
      LINK_SECRET: linkSecret,
      INTERNAL_TOKEN: internalToken,
      STORAGE_KEYS: storageKeys,
      DELIVERY_PART_MIB: '1',
      DELIVERY_SLICE_PARTS: '1',
      DELIVERY_BACKOFF_MS: '50',
      ...environment,
    });
    const module = await Test.createTestingModule({ imports: [storageRouter.module(settings, this.bus)] })
      .overrideProvider(Buckets)
      .useFactory({
        inject: [CUSTOMER_BUCKETS],
        factory: (customers: CustomerBuckets) => new FaultyBuckets(settings, this.customers ?? customers, this.faults),
      })
      .compile();
    const app = module.createNestApplication({ logger: false });
    app.useGlobalPipes(new ZodValidationPipe());
    app.useGlobalFilters(new FailureFilter());
    await connectBus(app, this.bus, storageRouter.name, storageRouter.consumes);
    await app.listen(0, '127.0.0.1');
    this.url = await app.getUrl();
    this.app = app;
    return app;
  }

  async stop(): Promise<void> {
    await this.app?.close();
    this.app = null;
  }

  /** Nothing fails any more. */
  mend(): void {
    for (const fault of Object.keys(this.faults)) delete this.faults[fault as keyof Faults];
  }

  async close(): Promise<void> {
    await this.stop();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async publish<E extends EventDefinition>(
    definition: E,
    subject: string,
    data: EventOf<E>['data'],
  ): Promise<Envelope> {
    const event = createEvent(definition, data as never, { source: 'bench', subject });
    await this.bus.send([event]);
    return event.envelope;
  }

  get<T>(type: Type<T>): T {
    if (!this.app) throw new Error('The router is not running');
    return this.app.get(type);
  }

  /** Looks into the tables, or turns back their clocks. */
  query(sql: string): Promise<unknown[]> {
    if (!this.app) throw new Error('The router is not running');
    return this.app.get<{ query(text: string): Promise<unknown[]> }>(getDataSourceToken()).query(sql);
  }

  postInternal(path: string, body: unknown, token = internalToken): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'x-internal-token': token };
    return fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async stateOf(exportId: string): Promise<string | undefined> {
    return (await this.get(DeliveriesRepository).find(exportId, 'original'))?.state;
  }

  /** The same event once more, as an at-least-once bus may do. */
  async repeat(envelope: Envelope): Promise<void> {
    await this.bus.send([{ topic: 'export-steps', key: envelope.subject, envelope }]);
  }

  async objectAt(key: string): Promise<Buffer> {
    return Buffer.concat((await (await this.exports.get(key)).toArray()) as Buffer[]);
  }

  /** What was delivered for an export. */
  async keysOf(exportId: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.exports.list(`p1/exports/${exportId}/`)) keys.push(key);
    return keys;
  }

  async unfinishedUploads(): Promise<number> {
    let count = 0;
    for await (const _ of this.exports.uploads.unfinished('')) count++;
    return count;
  }

  /** Events of a kind about an export, so far. */
  said<E extends EventDefinition>(definition: E, exportId: string): EventOf<E>['data'][] {
    return this.bus.said(definition, exportId);
  }

  /** Waits for the nth event of a kind. */
  async hear<E extends EventDefinition>(definition: E, exportId: string, nth = 1): Promise<EventOf<E>['data']> {
    return this.bus.hears(definition, exportId, nth);
  }
}
