import { randomBytes } from 'node:crypto';
import type { Destination } from '@hub/event-contracts';
import type { Bucket } from '@hub/object-storage';
import { temporaryS3Bucket, type TemporaryBucket } from '@hub/object-storage/testing';
import { FaultyStore, startTestDatabase, type TestDatabase } from '@hub/testing';
import { CreateStorage } from '../../connections/create-storage.js';
import type { CellStore, CustomerBucket } from './cell-store.js';
import { ObjectWatch } from './object-watch.js';
import { RouterLanes } from './router-lanes.js';

/** Time-outs and pauses of the routers: so short that a fault costs seconds. */
const impatience = {
  DELIVERY_PART_MIB: '5',
  DELIVERY_SLICE_PARTS: '1',
  DELIVERY_BACKOFF_MS: '50',
  DELIVERY_PATIENCE_MINUTES: '0.05',
  STORE_SILENCE_MS: '1500',
};

const admin = {
  userId: 'u1',
  email: 'admin@example.com',
  name: 'Admin',
  organizationId: 'o1',
  organizationRole: 'admin',
  projectRoles: {},
} as const;

/** A bucket made for one cell, reached through a storage of the organization. */
export interface CellBucket {
  readonly destination: Destination;
  /** By a way that no fault meets. */
  readonly bucket: Bucket;
}

/** Routers, a staging bucket, and customers' buckets in one kind of store, on the way to which things go wrong. */
export class CellWorld {
  readonly watch = new ObjectWatch();
  private readonly buckets: CustomerBucket[] = [];

  private constructor(
    readonly kind: CellStore,
    private readonly database: TestDatabase,
    readonly store: FaultyStore,
    readonly staging: TemporaryBucket,
    readonly routers: RouterLanes,
  ) {}

  /** `lanes`: how many routers. Staging lies in the S3 server that the S3_* variables name. */
  static async open(kind: CellStore, environment: NodeJS.ProcessEnv, lanes: number): Promise<CellWorld> {
    const database = await startTestDatabase();
    const staging = await temporaryS3Bucket(environment);
    const store = await FaultyStore.open(kind.endpoint, kind.gaps);
    const { S3_ENDPOINT = '', S3_REGION, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = staging.settings;
    const routers = await RouterLanes.start(lanes, {
      DATABASE_URL: database.url,
      BUCKETS: 's3',
      ...{ S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY },
      S3_FORCE_PATH_STYLE: 'true',
      STAGING_BUCKET: staging.name,
      OUTBOUND_ALLOW: '127.0.0.1',
      ...impatience,
      ...kind.settings(store.url),
    });
    return new CellWorld(kind, database, store, staging, routers);
  }

  async makeBucket(): Promise<CellBucket> {
    const made = await this.kind.makeBucket(this.store.url);
    this.buckets.push(made);
    const { name, bucket, connection } = made;
    const wish = { name: randomBytes(4).toString('hex'), connection };
    const { id } = await this.routers.get(CreateStorage).execute(admin, wish, (field) => `connection.${field}`);
    return { bucket, destination: { storageId: id, bucket: name, path: 'exports/{date}' } };
  }

  /** Unfinished uploads: those the store lists, and those we know of. */
  async uploadsLeft(): Promise<string[]> {
    const left: string[] = [];
    for (const { bucket } of this.buckets)
      for await (const { key } of bucket.uploads.unfinished('')) left.push(`${bucket.bucket}/${key}`);
    const known = await this.routers.query('select bucket, key from storage_router.uploads');
    return [...left, ...known.map(({ bucket, key }) => `${String(bucket)}/${String(key)}`)];
  }

  async close(): Promise<void> {
    await this.watch.stop();
    await this.routers.stop();
    await this.store.close();
    await Promise.all([...this.buckets, this.staging].map((bucket) => bucket.remove()));
    await this.database.stop();
  }
}
