import { DataSource } from 'typeorm';
import { Store0001 } from '../migrations/0001-store.js';
import { UnwritableAssets0002 } from '../migrations/0002-unwritable-assets.js';
import { PlannedReads0003 } from '../migrations/0003-planned-reads.js';
import { RevisionNames0004 } from '../migrations/0004-revision-names.js';
import { FastCompression0005 } from '../migrations/0005-fast-compression.js';
import { PluginSessionKeys0006 } from '../migrations/0006-plugin-session-keys.js';
import { recordIdentity } from './identity.js';

/** One lock for every process that migrates the store: 'hubstore' read as a number. */
const lockKey = '7526411553527181413';

/**
 * Brings the schema up to date, then records which cluster the transaction ids belong to. Run before the services
 * start, by as many processes as like: an advisory lock lets one work and the others find nothing left to do.
 */
export async function migrateAnnotationStore(databaseUrl: string): Promise<void> {
  const locker = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    extra: { max: 1 },
    applicationName: 'annotation-store migration',
  });
  await locker.initialize();
  try {
    await locker.query('select pg_advisory_lock($1)', [lockKey]);
    await locker.query('create schema if not exists annotation_store');
    await runMigrations(databaseUrl);
    await recordIdentity(locker.manager);
  } finally {
    // the lock goes with the connection
    await locker.destroy();
  }
}

async function runMigrations(databaseUrl: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    schema: 'annotation_store',
    migrations: [
      Store0001,
      UnwritableAssets0002,
      PlannedReads0003,
      RevisionNames0004,
      FastCompression0005,
      PluginSessionKeys0006,
    ],
    migrationsTableName: 'migrations',
    applicationName: 'annotation-store migration',
    extra: { max: 1 },
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await dataSource.destroy();
  }
}
