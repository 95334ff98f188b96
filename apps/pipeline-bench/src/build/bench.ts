import { join } from 'node:path';
import type { BenchSettings } from '../machine/bench-settings.js';
import { freePort } from '../machine/free-port.js';
import { startService } from '../machine/service.js';
import type { Program } from '../machine/program.js';
import { BenchBus } from './bench-bus.js';
import { openBenchDatabase, type BenchDatabase } from './bench-database.js';

export interface ServiceOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** The only core it may use. */
  readonly core?: number;
}

/** What a measurement of single services works with: a database, the embedded bus, folder buckets. */
export interface Bench extends Pick<BenchSettings, 'sized' | 'folder'> {
  readonly database: BenchDatabase;
  readonly bus: BenchBus;
  /** A service of the product as a process of its own. */
  start(service: string, options?: ServiceOptions): Promise<Program>;
}

/** Opens the database, gives it to `work`, and stops everything whatever comes of it. */
export async function onBench<T>(settings: BenchSettings, work: (bench: Bench) => Promise<T>): Promise<T> {
  const database = await openBenchDatabase(settings.folder);
  const bus = await BenchBus.connect(database.url);
  const programs: Program[] = [];
  const start = async (service: string, options: ServiceOptions = {}): Promise<Program> => {
    const started = await startService(service, {
      environment: { ...serviceSettings(database), ...options.settings },
      port: Number(options.settings?.['PORT'] ?? (await freePort())),
      logFile: join(database.files, `${service}.log`),
      nodeOptions: settings.nodeOptions,
      ...(options.core !== undefined && { core: options.core }),
    });
    programs.push(started);
    return started;
  };
  try {
    return await work({ ...settings, database, bus, start });
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    await bus.close();
    await database.stop();
  }
}

const serviceSettings = (database: BenchDatabase): Record<string, string> => ({
  DATABASE_URL: database.url,
  BUS: 'embedded',
  BUCKETS: 'folder',
  BUCKETS_FOLDER: database.buckets,
  LOG_LEVEL: 'warn',
  PUBLIC_URL: 'http://localhost:1',
  STORAGE_ROUTER_URL: 'http://127.0.0.1:1',
  LINK_SECRET: 'a secret of the bench',
  STORAGE_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
  PLUGIN_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
  INTERNAL_TOKEN: 'a token of the bench',
});
