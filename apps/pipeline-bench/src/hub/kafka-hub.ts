import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { KafkaAdministration } from '@hub/event-bus/testing';
import type { BenchDatabase } from '../build/bench-database.js';
import type { BenchSettings } from '../machine/bench-settings.js';
import { freePort } from '../machine/free-port.js';
import { Program } from '../machine/program.js';
import { makeBuckets, type ServerSettings } from '../machine/servers.js';
import { startService } from '../machine/service.js';
import type { BenchHub } from './bench-hub.js';

const services = ['storage-router', 'export-api', 'export-builder', 'plugin-converter', 'notifier'];

/** The production shape without containers: every service a process of its own, on real Kafka, Postgres and S3. */
export async function startKafkaHub(
  { nodeOptions }: BenchSettings,
  database: BenchDatabase,
  servers: ServerSettings,
): Promise<BenchHub> {
  const prefix = `bench-${randomBytes(4).toString('hex')}-`;
  const ports = new Map<string, number>();
  for (const service of services) ports.set(service, await freePort());
  const origin = (service: string): string => `http://127.0.0.1:${ports.get(service)}`;
  const environment = {
    ...servers,
    ...makeBuckets(servers),
    DATABASE_URL: database.url,
    BUS: 'kafka',
    KAFKA_TOPIC_PREFIX: prefix,
    PUBLIC_URL: 'http://localhost:1',
    STORAGE_ROUTER_URL: origin('storage-router'),
    INTERNAL_TOKEN: randomBytes(16).toString('hex'),
    LINK_SECRET: randomBytes(16).toString('hex'),
    STORAGE_KEYS: `1:${randomBytes(32).toString('base64')}`,
    PLUGIN_KEYS: `1:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'warn',
  };
  Program.run('libs/event-bus/dist/kafka/create-topics.js', environment);
  const programs: Program[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(programs.map((program) => program.stop()));
    await new KafkaAdministration((servers['KAFKA_BROKERS'] ?? '').split(',')).removeTopics(prefix);
  };
  try {
    for (const service of services) {
      const port = ports.get(service) as number;
      const logFile = join(database.files, `kafka-${service}.log`);
      programs.push(await startService(service, { environment, port, logFile, nodeOptions }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'Kafka', exportApi: origin('export-api'), notifier: origin('notifier'), stop };
}
