import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { EmbeddedBus } from '@hub/event-bus';
import { startTestDatabase } from '@hub/testing';
import { parentPid } from '../machine/processes.js';

/** An embedded Postgres with a store and a bus, kept in `folder` between runs: filling it takes longer than measuring. */
export interface BenchDatabase {
  readonly url: string;
  readonly store: AnnotationStore;
  /** The server's main process. */
  readonly pid: number;
  /** For logs and results. */
  readonly files: string;
  /** Of the folder driver. */
  readonly buckets: string;
  stop(): Promise<void>;
}

/** What the services keep there; the annotations stay. */
const left = ['export_api', 'export_builder', 'storage_router', 'plugin_converter', 'notifier', 'bus'];

/** Opens it as if no service had ever run on it: what a run before left, perhaps broken off, would go on. */
export async function openBenchDatabase(folder: string): Promise<BenchDatabase> {
  const files = join(folder, 'files');
  const buckets = join(folder, 'buckets');
  mkdirSync(files, { recursive: true });
  rmSync(buckets, { recursive: true, force: true });
  // Postgres, which may run as another user, must be able to enter
  chmodSync(folder, 0o711);
  const database = await startTestDatabase({ durable: true, folder });
  await migrateAnnotationStore(database.url);
  const store = await openAnnotationStore(database.url);
  await store.dataSource.query(`set client_min_messages = warning; drop schema if exists ${left.join(', ')} cascade`);
  await EmbeddedBus.migrate(database.url);
  const [backend] = await store.dataSource.query<{ pid: number }[]>('select pg_backend_pid() as pid');
  return {
    url: database.url,
    store,
    pid: parentPid(backend?.pid ?? 0),
    files,
    buckets,
    stop: async () => {
      await store.close();
      await database.stop();
    },
  };
}
