import { createHash, randomUUID } from 'node:crypto';
import { EmbeddedBus } from '@hub/event-bus';
import { ArchiveBuilt, createEvent, type DataOf } from '@hub/event-contracts';
import type { Bucket, Connection } from '@hub/object-storage';
import { temporaryS3Bucket, type TemporaryBucket } from '@hub/object-storage/testing';
import { serviceDatabase } from '@hub/outbox';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { publicSettings, sealedFor } from '../connections/storage.js';
import { StorageEntity } from '../persistence/storage.entity.js';
import { routerDatabase } from '../persistence/router-database.js';
import { EnvelopeSealer, KeyRing } from '@hub/sealing';
import { storageRouter } from '../storage-router.module.js';
import { RouterProcess } from './router-process.js';
import { StallingProxy } from './stalling-proxy.js';

const storageKeys = `1:${Buffer.alloc(32, 7).toString('base64')}`;
const organizationId = 'o1';

type Row = Record<string, unknown>;

/** Routers as processes of their own on a real database and a real S3 server, whose line can be made to stall. */
export class ServersWorld {
  private readonly running: RouterProcess[] = [];

  private constructor(
    private readonly database: TestDatabase,
    private readonly tables: ReturnType<typeof serviceDatabase>,
    private readonly bus: EmbeddedBus,
    readonly staging: TemporaryBucket,
    /** The default bucket. */
    readonly destination: TemporaryBucket,
    /** All routers reach the S3 server by it. */
    readonly proxy: StallingProxy,
  ) {}

  static async open(environment: NodeJS.ProcessEnv): Promise<ServersWorld> {
    const database = await startTestDatabase();
    await storageRouter.migrate(database.url);
    await EmbeddedBus.migrate(database.url);
    const tables = await serviceDatabase(routerDatabase(database.url)).initialize();
    const [staging, destination] = [await temporaryS3Bucket(environment), await temporaryS3Bucket(environment)];
    const proxy = await StallingProxy.open(staging.settings.S3_ENDPOINT ?? '');
    return new ServersWorld(
      database,
      tables,
      new EmbeddedBus({ databaseUrl: database.url }),
      staging,
      destination,
      proxy,
    );
  }

  async close(): Promise<void> {
    await this.stopRouters();
    await this.bus.close();
    await this.tables.destroy();
    await this.proxy.close();
    await Promise.all([this.staging.remove(), this.destination.remove()]);
    await this.database.stop();
  }

  async startRouter(environment: Record<string, string> = {}): Promise<RouterProcess> {
    const { S3_REGION, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = this.staging.settings;
    const router = RouterProcess.start({
      DATABASE_URL: this.database.url,
      BUCKETS: 's3',
      S3_ENDPOINT: this.proxy.url,
      ...{ S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY },
      S3_FORCE_PATH_STYLE: 'true',
      STAGING_BUCKET: this.staging.name,
      DEFAULT_BUCKET: this.destination.name,
      PUBLIC_URL: 'http://hub.example',
      LINK_SECRET: 'a-link-secret-of-the-spec',
      INTERNAL_TOKEN: 'an-internal-token-of-the-spec',
      STORAGE_KEYS: storageKeys,
      OUTBOUND_ALLOW: '127.0.0.1',
      ...environment,
    });
    this.running.push(router);
    // an event is for the groups that have subscribed
    await eventually(async () => {
      router.check();
      return (await this.rows(`select 1 from bus.subscriptions where grp = 'storage-router-slices'`)).length > 0;
    });
    return router;
  }

  async stopRouters(): Promise<void> {
    await Promise.all(this.running.splice(0).map((router) => router.kill()));
  }

  /** A storage of the organization. Returns its id. */
  async addStorage(connection: Connection): Promise<string> {
    const id = randomUUID();
    const sealer = new EnvelopeSealer(KeyRing.parse(storageKeys));
    const now = new Date();
    await this.tables.manager.insert(StorageEntity, {
      ...{ id, organizationId, name: connection.kind, kind: connection.kind },
      settings: publicSettings(connection) as never,
      sealedConnection: sealer.seal(JSON.stringify(connection), sealedFor({ id, organizationId })),
      ...{ createdAt: now, createdBy: 'spec', updatedAt: now, updatedBy: 'spec' },
    });
    return id;
  }

  rows(sql: string): Promise<Row[]> {
    return this.tables.query(sql);
  }

  deliver(data: DataOf<typeof ArchiveBuilt>): Promise<void> {
    return this.bus.send([createEvent(ArchiveBuilt, data, { source: 'spec', subject: data.exportId })]);
  }

  /** The delivery's row, once it has ended. */
  delivered(exportId: string): Promise<Row> {
    const ended = `select * from storage_router.deliveries where export_id = '${exportId}' and state <> 'delivering'`;
    return eventually(async () => (await this.rows(ended))[0], { within: 60_000 });
  }

  results(exportId: string): Promise<Row[]> {
    return this.rows(
      `select number, result from storage_router.job_slices
       where job_id = '${exportId}:original' and result is not null order by number`,
    );
  }
}

/** What lies under a prefix: its keys, and the SHA-256 of the first object's bytes. */
export async function objectsUnder(bucket: Bucket, prefix: string): Promise<{ keys: string[]; sha256: string | null }> {
  const keys: string[] = [];
  for await (const { key } of bucket.list(prefix)) keys.push(key);
  const [first] = keys;
  if (first === undefined) return { keys, sha256: null };
  const hash = createHash('sha256');
  for await (const chunk of await bucket.get(first)) hash.update(chunk as Buffer);
  return { keys, sha256: hash.digest('hex') };
}
