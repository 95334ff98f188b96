import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeS3Bucket } from '@hub/object-storage/testing';
import { startHurtableDatabase } from '@hub/testing';
import { Gateway } from './gateway.js';
import { gatewayTable } from './gateway-table.js';
import { demoSchema, type HurtableHub } from './hub.js';
import { KafkaTopics } from './kafka-topics.js';
import { readMailpit } from './mailpit.js';
import { freePort } from './process.js';
import { serversSchema } from './servers.js';
import { ServiceProcesses } from './service-processes.js';
import { tracesOf } from './traces.js';

const services = ['hub-api', 'export-api', 'storage-router', 'plugin-converter', 'notifier'];

export interface NativeHubOptions {
  readonly builders?: number;
  readonly settings?: Record<string, string>;
  /** Where the services find the object store; links lead past it, to the store itself. */
  readonly storeEndpoint?: string;
}

/** The production shape without containers: every service a process of its own, on real Kafka, Postgres, S3 and SMTP. */
export async function startNativeHub(options: NativeHubOptions = {}): Promise<HurtableHub> {
  const servers = serversSchema.parse(process.env);
  const folder = mkdtempSync(join(tmpdir(), 'hub-native-'));
  const database = await startHurtableDatabase();
  const run = randomBytes(4).toString('hex');
  const gatewayPort = await freePort();
  const url = `http://localhost:${gatewayPort}`;
  const ports = new Map<string, number>();
  for (const service of [...services, 'export-builder']) ports.set(service, await freePort());
  const topicPrefix = `e2e-${run}-`;
  const buckets = { STAGING_BUCKET: `staging-${run}`, DEFAULT_BUCKET: `exports-${run}` };
  const [log, temporary] = [join(folder, 'services.log'), join(folder, 'tmp')];
  mkdirSync(temporary);
  const processes = new ServiceProcesses(
    ports,
    {
      ...servers,
      S3_ENDPOINT: options.storeEndpoint ?? servers.S3_ENDPOINT,
      S3_PUBLIC_ENDPOINT: servers.S3_ENDPOINT,
      DATABASE_URL: database.url,
      BUS: 'kafka',
      KAFKA_TOPIC_PREFIX: topicPrefix,
      PUBLIC_URL: url,
      INTERNAL_TOKEN: randomBytes(16).toString('hex'),
      LINK_SECRET: randomBytes(16).toString('hex'),
      STORAGE_KEYS: `1:${randomBytes(32).toString('base64')}`,
      PLUGIN_KEYS: `1:${randomBytes(32).toString('base64')}`,
      // customers' stores of the tests run on this machine
      OUTBOUND_ALLOW: '127.0.0.1',
      BUCKETS: 's3',
      ...buckets,
      STORAGE_ROUTER_URL: `http://127.0.0.1:${ports.get('storage-router')}`,
      LOG_LEVEL: 'warn',
      UV_THREADPOOL_SIZE: '6',
      TMPDIR: temporary,
      ...options.settings,
    },
    log,
  );
  const gateway = new Gateway(gatewayTable(), ports);
  const topics = new KafkaTopics(servers.KAFKA_BROKERS, topicPrefix);
  const stop = async (): Promise<void> => {
    await gateway.close();
    await processes.stop();
    await topics.remove();
    await database.stop();
    for (const bucket of Object.values(buckets)) await removeS3Bucket(process.env, bucket);
    rmSync(folder, { recursive: true, force: true });
  };

  const demoFile = join(folder, 'demo.json');
  try {
    await gateway.listen(gatewayPort);
    await processes.script('deploy/docker/migrate.mjs');
    await processes.script('apps/hub-api/dist/seed.js', [demoFile]);
    const builders = Array.from({ length: options.builders ?? 1 }, () => 'export-builder');
    await Promise.all([...services, ...builders].map((service) => processes.add(service)));
  } catch (error) {
    // the caller gets no hub that it could stop; the first error is the one to be told
    await stop().catch(() => undefined);
    throw error;
  }
  return {
    url,
    database,
    processes,
    demo: demoSchema.parse(JSON.parse(readFileSync(demoFile, 'utf8'))),
    mails: () => readMailpit(servers.MAIL_API, url),
    add: async (service) => void (await processes.add(service)),
    kill: (service, index) => processes.kill(service, index),
    emptyTopic: (topic) => topics.empty(topic),
    traces: () => tracesOf({ log, temporary, topics, databaseUrl: database.url }),
    stopServices: () => processes.stop(),
    stop,
  };
}
