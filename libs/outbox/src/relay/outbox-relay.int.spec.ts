import { InMemoryBus, type Bus } from '@hub/event-bus';
import { createEvent, ExportCancellationRequested, type OutgoingEvent } from '@hub/event-contracts';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { OutboxPublisher } from '../outbox-publisher.js';
import { outboxDatabase } from '../testing/outbox-database.js';
import { OutboxRelay } from './outbox-relay.js';

let database: TestDatabase;
let dataSource: DataSource;
const relays: OutboxRelay[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  dataSource = await outboxDatabase(database.url, 'svc');
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await dataSource.query('truncate svc.outbox');
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.stop();
});

/** A bus that notes what it was sent, and fails when told to. */
class NotingBus extends InMemoryBus implements Bus {
  readonly sent: OutgoingEvent[] = [];
  failures = 0;
  override async send(events: readonly OutgoingEvent[]): Promise<void> {
    if (this.failures > 0) {
      this.failures--;
      // the first half arrived: unknown to the sender
      this.sent.push(...events.slice(0, events.length / 2));
      throw new Error('broker is gone');
    }
    this.sent.push(...events);
  }
  get subjects(): string[] {
    return this.sent.map(({ envelope }) => envelope.subject);
  }
}

const start = (bus: Bus, batch = 500): OutboxRelay => {
  const relay = new OutboxRelay({ databaseUrl: database.url, schema: 'svc', bus, batch });
  relays.push(relay);
  relay.start();
  return relay;
};
const publisher = new OutboxPublisher('svc');
const publish = (subjects: readonly string[]): Promise<void> =>
  dataSource.transaction((manager) =>
    publisher.publish(
      manager,
      subjects.map((subject) =>
        createEvent(ExportCancellationRequested, { exportId: 'x' }, { source: 'svc', subject }),
      ),
    ),
  );
const left = async (): Promise<number> => Number((await dataSource.query('select count(*) as n from svc.outbox'))[0].n);
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => String(from + n));

it('moves what was committed before and after it started, in order, and empties the table', async () => {
  const bus = new NotingBus();
  await publish(numbers(0, 25));
  start(bus, 10);
  await eventually(() => bus.sent.length === 25);
  await publish(numbers(25, 30));
  await eventually(async () => (await left()) === 0);
  expect(bus.subjects).toEqual(numbers(0, 30));
});

it('is woken by the commit, long before it would look by itself', async () => {
  const bus = new NotingBus();
  start(bus);
  await publish(['warm']);
  await eventually(() => bus.sent.length === 1);
  const begun = Date.now();
  for (const n of numbers(0, 10)) {
    await publish([n]);
    await eventually(() => bus.subjects.includes(n));
  }
  // ten looks by itself would take ten seconds
  expect(Date.now() - begun).toBeLessThan(5000);
});

it('repeats a batch whose fate is unknown, and keeps the order of the last delivery', async () => {
  const bus = new NotingBus();
  bus.failures = 2;
  await publish(numbers(0, 10));
  start(bus);
  await eventually(async () => (await left()) === 0);
  expect(bus.subjects).toEqual([...numbers(0, 5), ...numbers(0, 5), ...numbers(0, 10)]);
});

it('works alone: a second relay stands by and takes over', async () => {
  const [first, second] = [new NotingBus(), new NotingBus()];
  const relay = start(first, 1);
  await publish(['0']);
  await eventually(() => first.sent.length === 1);
  start(second, 1);
  await publish(numbers(1, 20));
  await eventually(async () => (await left()) === 0);
  expect(second.sent).toEqual([]);
  await relay.stop();
  await publish(['after']);
  await eventually(() => second.subjects.includes('after'));
});

it('goes on after all its connections were cut', async () => {
  const bus = new NotingBus();
  start(bus, 5);
  for (let round = 0; round < 3; round++) {
    await publish(numbers(round * 20, round * 20 + 20));
    await dataSource.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
  }
  await eventually(async () => (await left()) === 0);
  expect([...new Set(bus.subjects)]).toEqual(numbers(0, 60));
});

it('sends nothing of a transaction that was rolled back', async () => {
  const bus = new NotingBus();
  start(bus);
  const failing = dataSource.transaction(async (manager) => {
    await publisher.publish(manager, [
      createEvent(ExportCancellationRequested, { exportId: 'x' }, { source: 'svc', subject: 'no' }),
    ]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await publish(['yes']);
  await eventually(() => bus.sent.length > 0);
  expect(bus.subjects).toEqual(['yes']);
});
