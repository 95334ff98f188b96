import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BenchBus } from './bench-bus.js';
import { openBenchDatabase, type BenchDatabase } from './bench-database.js';
import { ServiceProcess } from './service-process.js';

/** What a measurement works with. */
export interface Measurement {
  readonly database: BenchDatabase;
  readonly bus: BenchBus;
  /** A service of the product on this database, with folder buckets. */
  start(service: string): Promise<ServiceProcess>;
}

/** Runs a measurement on the database in `folder`; `nodeOptions` for the services it starts. */
export async function measured(
  folder: string,
  nodeOptions: readonly string[],
  measure: (measurement: Measurement) => Promise<void>,
): Promise<void> {
  const database = await openBenchDatabase(folder);
  const bus = await BenchBus.connect(database.url);
  const services: ServiceProcess[] = [];
  const start = async (service: string): Promise<ServiceProcess> => {
    const environment = {
      DATABASE_URL: database.url,
      BUS: 'embedded',
      BUCKETS: 'folder',
      BUCKETS_FOLDER: join(database.files, 'buckets'),
      PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    };
    const started = await ServiceProcess.start(
      service,
      environment,
      join(database.files, `${service}.log`),
      nodeOptions,
    );
    services.push(started);
    return started;
  };
  try {
    await measure({ database, bus, start });
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await bus.close();
    await database.stop();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
