import { DataSource, type EntityTarget, type MigrationInterface, type ObjectLiteral } from 'typeorm';

export interface ServiceDatabaseOptions {
  readonly url: string;
  /** The service's own Postgres schema: a constant, never input. */
  readonly schema: string;
  readonly entities?: readonly EntityTarget<ObjectLiteral>[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Largest number of connections; default 5. */
  readonly poolSize?: number;
}

/** The connection pool of one service to its own schema. Not yet initialised. */
export function serviceDatabase(options: ServiceDatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    entities: [...(options.entities ?? [])] as never[],
    migrations: [...options.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    poolSize: options.poolSize ?? 5,
    connectTimeoutMS: 10_000,
    extra: { application_name: options.schema, idle_in_transaction_session_timeout: 60_000, lock_timeout: 30_000 },
  });
}

/** Brings the service's schema up to date. Safe to run twice and by several processes at once. */
export async function migrateServiceDatabase(options: ServiceDatabaseOptions): Promise<void> {
  const database = await serviceDatabase({ ...options, poolSize: 2 }).initialize();
  const lock = database.createQueryRunner();
  try {
    // one at a time over all services: CREATE SCHEMA IF NOT EXISTS itself is not safe when run concurrently
    await lock.query('select pg_advisory_lock(4715)');
    await lock.query(`create schema if not exists ${options.schema}`);
    await database.runMigrations();
  } finally {
    await lock.query('select pg_advisory_unlock(4715)').catch(() => undefined);
    await lock.release();
    await database.destroy();
  }
}
