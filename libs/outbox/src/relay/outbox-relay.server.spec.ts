import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTopics, kafkaDefaults, topicDefaults, type KafkaSettings } from '@hub/event-bus';
import { KafkaAdministration, readTopic } from '@hub/event-bus/testing';
import { createEvent, ExportCancellationRequested } from '@hub/event-contracts';
import { eventually, startTestDatabase, startTestKafka, type TestDatabase, type TestKafka } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { OutboxPublisher } from '../outbox-publisher.js';
import { outboxDatabase } from '../testing/outbox-database.js';

const library = join(__dirname, '..', '..');
const kills = 6;
const keys = 40;
const rounds = 100;
let database: TestDatabase;
let dataSource: DataSource;
let kafka: TestKafka;
const relays: ChildProcess[] = [];
const publisher = new OutboxPublisher('svc');

beforeAll(async () => {
  // the relay runs as a real process, from the compiled sources
  execFileSync(
    process.execPath,
    [require.resolve('typescript/bin/tsc'), '--build', join(library, 'tsconfig.lib.json')],
    { stdio: 'inherit' },
  );
  database = await startTestDatabase();
  dataSource = await outboxDatabase(database.url, 'svc');
  kafka = await startTestKafka();
}, 240_000);
afterAll(async () => {
  for (const relay of relays) relay.kill('SIGKILL');
  await dataSource?.destroy();
  await database?.stop();
  await kafka?.stop();
});

const left = async (): Promise<number> => Number((await dataSource.query('select count(*) as n from svc.outbox'))[0].n);

/** Topics of their own for one check. */
async function freshTopics(): Promise<{ settings: KafkaSettings; prefix: string }> {
  const prefix = `outbox-${randomUUID().slice(0, 8)}-`;
  const settings = { ...kafkaDefaults, brokers: kafka.brokers, prefix };
  await createTopics(settings, { ...topicDefaults, partitions: 8 }, { topics: ['export-steps'], deadLetters: [] });
  return { settings, prefix };
}

async function startRelay(prefix: string): Promise<ChildProcess> {
  const program = join(library, 'dist/testing/relay-process.js');
  const child = spawn(process.execPath, [program, database.url, 'svc', kafka.brokers.join(','), prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  relays.push(child);
  await once(child.stdout, 'data');
  return child;
}

const publishRound = (round: number): Promise<void> =>
  dataSource.transaction((manager) =>
    publisher.publish(
      manager,
      Array.from({ length: keys }, (_, key) =>
        createEvent(ExportCancellationRequested, { exportId: String(round) }, { source: 'svc', subject: `key-${key}` }),
      ),
    ),
  );

it(`brings every event to Kafka in the order of its key, over ${kills} kill -9`, async () => {
  const { settings, prefix } = await freshTopics();
  let inTheMiddle = 0;
  let relay = await startRelay(prefix);
  for (let round = 0; round < rounds; round++) {
    await publishRound(round);
    if (round % Math.floor(rounds / kills) !== 10) continue;
    const before = await left();
    // in the middle of its work, if it has any left
    await eventually(async () => before === 0 || (await left()) < before);
    if ((await left()) > 0) inTheMiddle++;
    relay.kill('SIGKILL');
    await once(relay, 'exit');
    relay = await startRelay(prefix);
  }
  await eventually(async () => (await left()) === 0, { within: 60_000 });

  expect(inTheMiddle).toBeGreaterThan(0);
  const messages = await readTopic(settings, `${prefix}export-steps`);
  const seen = new Map<string, number[]>();
  for (const { key, value } of messages) {
    const round = Number(JSON.parse(value).data.exportId);
    const mine = seen.get(String(key)) ?? [];
    if (!mine.includes(round)) seen.set(String(key), [...mine, round]);
  }
  const inOrder = Array.from({ length: rounds }, (_, round) => round);
  expect([...seen.keys()]).toHaveLength(keys);
  for (const rounds of seen.values()) expect(rounds).toEqual(inOrder);
  expect(new Set(messages.map(({ value }) => JSON.parse(value).id)).size).toBe(keys * rounds);
  relay.kill('SIGKILL');
  await new KafkaAdministration(kafka.brokers).removeTopics(prefix);
}, 180_000);

it('goes on in another process when the one that leads stands still', async () => {
  const { prefix } = await freshTopics();
  const leader = await startRelay(prefix);
  await publishRound(0);
  await eventually(async () => (await left()) === 0, { within: 30_000 });
  await startRelay(prefix);
  leader.kill('SIGSTOP');
  await publishRound(1);
  // its lead ends after 5 s of silence
  await eventually(async () => (await left()) === 0, { within: 20_000 });
  await new KafkaAdministration(kafka.brokers).removeTopics(prefix);
}, 120_000);
