import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startTestDatabase } from '@hub/testing';
import { z } from 'zod';
import { Gateway } from './gateway.js';
import { gatewayTable } from './gateway-table.js';
import { demoSchema, type EndedService, type HurtableHub } from './hub.js';
import { KafkaTopics } from './kafka-topics.js';
import { readMailpit } from './mailpit.js';
import { freePort, NodeProcess, repository } from './process.js';

/** What `native-servers.sh env` prints, or the same of other servers. */
const serversSchema = z.object({
  KAFKA_BROKERS: z.string(),
  S3_ENDPOINT: z.string(),
  S3_ACCESS_KEY_ID: z.string(),
  S3_SECRET_ACCESS_KEY: z.string(),
  S3_REGION: z.string(),
  S3_FORCE_PATH_STYLE: z.string().default('true'),
  SMTP_HOST: z.string(),
  SMTP_PORT: z.string(),
  MAIL_API: z.string(),
});
const services = ['hub-api', 'export-api', 'export-builder', 'storage-router', 'plugin-converter', 'notifier'];

/** The production shape without containers: every service a process of its own, on real Kafka, Postgres, S3 and SMTP. */
export async function startNativeHub(
  options: { builders?: number; settings?: Record<string, string> } = {},
): Promise<HurtableHub> {
  const servers = serversSchema.parse(process.env);
  const folder = mkdtempSync(join(tmpdir(), 'hub-native-'));
  const database = await startTestDatabase();
  const run = randomBytes(4).toString('hex');
  const gatewayPort = await freePort();
  const url = `http://localhost:${gatewayPort}`;
  const ports = new Map<string, number>();
  for (const service of services) ports.set(service, await freePort());
  const environment: Record<string, string> = {
    ...servers,
    DATABASE_URL: database.url,
    BUS: 'kafka',
    KAFKA_TOPIC_PREFIX: `e2e-${run}-`,
    PUBLIC_URL: url,
    INTERNAL_TOKEN: randomBytes(16).toString('hex'),
    LINK_SECRET: randomBytes(16).toString('hex'),
    BUCKETS: 's3',
    STAGING_BUCKET: `staging-${run}`,
    DEFAULT_BUCKET: `exports-${run}`,
    STORAGE_ROUTER_URL: `http://127.0.0.1:${ports.get('storage-router')}`,
    LOG_LEVEL: 'warn',
    UV_THREADPOOL_SIZE: '6',
    ...options.settings,
  };
  const log = join(folder, 'services.log');
  const script = async (path: string, args: string[] = []): Promise<void> => {
    const status = await new NodeProcess(join(repository, path), environment, log, args).finished();
    if (status !== 0) throw new Error(`${path} failed:\n${readFileSync(log, 'utf8').slice(-4000)}`);
  };
  const processes: { service: string; process: NodeProcess }[] = [];
  const add = async (service: string): Promise<void> => {
    const first = !processes.some((p) => p.service === service && p.process.running);
    const port = first ? (ports.get(service) as number) : await freePort();
    const started = new NodeProcess(
      join(repository, `apps/${service}/dist/main.js`),
      { ...environment, PORT: String(port) },
      log,
    );
    processes.push({ service, process: started });
    await eventually(
      async () => {
        if (!started.running) throw new Error(`${service} ended:\n${readFileSync(log, 'utf8').slice(-4000)}`);
        return (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok;
      },
      { within: 60_000, every: 50 },
    );
  };

  await script('deploy/docker/migrate.mjs');
  const demoFile = join(folder, 'demo.json');
  await script('apps/hub-api/dist/seed.js', [demoFile]);
  await Promise.all(services.map(add));
  for (let extra = 1; extra < (options.builders ?? 1); extra++) await add('export-builder');
  const gateway = new Gateway(gatewayTable(), ports);
  await gateway.listen(gatewayPort);
  const topics = new KafkaTopics(servers.KAFKA_BROKERS, environment['KAFKA_TOPIC_PREFIX'] ?? '');

  const stopServices = (): Promise<EndedService[]> =>
    Promise.all(
      processes.splice(0).map(async ({ service, process }) => {
        const asked = performance.now();
        const exitCode = await process.end();
        return { service, exitCode, milliseconds: performance.now() - asked };
      }),
    );

  return {
    url,
    databaseUrl: database.url,
    demo: demoSchema.parse(JSON.parse(readFileSync(demoFile, 'utf8'))),
    mails: () => readMailpit(servers.MAIL_API, url),
    add,
    async kill(service, index = 0) {
      const target = processes.filter((p) => p.service === service && p.process.running)[index];
      if (!target) throw new Error(`There is no running ${service} number ${index}.`);
      await target.process.end('SIGKILL');
    },
    emptyTopic: (topic) => topics.empty(topic),
    stopServices,
    async stop() {
      await gateway.close();
      await stopServices();
      await topics.remove();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
