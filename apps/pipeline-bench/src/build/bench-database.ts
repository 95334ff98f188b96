import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrateAnnotationStore, openAnnotationStore, type AnnotationStore } from '@hub/annotation-store';
import { EmbeddedBus } from '@hub/event-bus';
import { startTestDatabase } from '@hub/testing';
import { parentPid } from './processes.js';

/** An embedded Postgres with a store and a bus, kept in `folder` between runs: filling it takes longer than measuring. */
export interface BenchDatabase {
  readonly url: string;
  readonly store: AnnotationStore;
  /** The server's main process. */
  readonly pid: number;
  /** For buckets and logs. */
  readonly files: string;
  stop(): Promise<void>;
}

export async function openBenchDatabase(folder: string): Promise<BenchDatabase> {
  const files = join(folder, 'files');
  mkdirSync(files, { recursive: true });
  // Postgres, which may run as another user, must be able to enter
  chmodSync(folder, 0o711);
  const database = await startTestDatabase({ durable: true, folder });
  await migrateAnnotationStore(database.url);
  await EmbeddedBus.migrate(database.url);
  const store = await openAnnotationStore(database.url);
  const [backend] = await store.dataSource.query<{ pid: number }[]>('select pg_backend_pid() as pid');
  return {
    url: database.url,
    store,
    pid: parentPid(backend?.pid ?? 0),
    files,
    stop: async () => {
      await store.close();
      await database.stop();
    },
  };
}
