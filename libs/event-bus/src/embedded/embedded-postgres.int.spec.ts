import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import { Client, Pool } from 'pg';
import { fastRetry } from '../testing/bus-under-test.js';
import { Noted, probeEvent } from '../testing/probe-events.js';
import { Probe, startProbe } from '../testing/probe-service.js';
import { EmbeddedBus } from './embedded-bus.js';

let database: TestDatabase;
let pool: Pool;
let bus: EmbeddedBus;
let probe: Probe;
const apps: INestApplication[] = [];
const buses: EmbeddedBus[] = [];

const open = (): EmbeddedBus => {
  buses.push(new EmbeddedBus({ databaseUrl: database.url, retry: fastRetry }));
  return buses.at(-1) as EmbeddedBus;
};
const start = async (on = bus, as = probe): Promise<INestApplication> => {
  apps.push(await startProbe(on, 'workers', as, ['facts']));
  return apps.at(-1) as INestApplication;
};
const messages = async (): Promise<number> =>
  (await pool.query('select count(*)::int as n from bus.messages')).rows[0].n;
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

beforeAll(async () => {
  database = await startTestDatabase();
  pool = new Pool({ connectionString: database.url });
  pool.on('error', () => undefined);
  await Promise.all([
    EmbeddedBus.migrate(database.url),
    EmbeddedBus.migrate(database.url),
    EmbeddedBus.migrate(database.url),
  ]);
});
beforeEach(async () => {
  await pool.query('truncate bus.subscriptions, bus.messages, bus.dead_letters');
  bus = open();
  probe = new Probe();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await Promise.all(buses.splice(0).map((each) => each.close()));
});
afterAll(async () => {
  await pool?.end();
  await database?.stop();
});

async function inTransaction(
  end: 'commit' | 'rollback',
  n: number,
  inside: () => Promise<void> = async () => undefined,
): Promise<void> {
  const client = new Client(database.url);
  await client.connect();
  await client.query('begin');
  await bus.transactional.publish(client, [probeEvent(Noted, n)]);
  await inside();
  await client.query(end);
  await client.end();
}

it('delivers what was committed, and only after that', async () => {
  await start();
  await inTransaction('rollback', 1);
  await inTransaction('commit', 2, async () => {
    await bus.send([probeEvent(Noted, 3, 'other')]);
    await eventually(() => probe.numbers('noted').includes(3));
    expect(probe.numbers('noted')).toEqual([3]);
  });
  await eventually(() => probe.numbers('noted').includes(2));
  expect(probe.numbers('noted')).toEqual([3, 2]);
});

it('finds an event whose transaction took longer than that of a later one', async () => {
  await start();
  // the open transaction holds the lower id while events with higher ones come and go
  await inTransaction('commit', 0, async () => {
    for (const n of range(20)) await bus.send([probeEvent(Noted, n + 1, 'other')]);
    await eventually(() => probe.received.length === 20);
    await eventually(async () => (await messages()) === 0);
  });
  await eventually(() => probe.numbers('noted').includes(0));
});

it('leaves no row behind', async () => {
  await start();
  await bus.send(range(300).map((n) => probeEvent(Noted, n, `key-${n % 3}`)));
  await eventually(() => probe.received.length === 300);
  await eventually(async () => (await messages()) === 0);
});

it('loses nothing and keeps every key in order when all connections are cut again and again', async () => {
  await start();
  const cut = (): Promise<unknown> =>
    pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where pid <> pg_backend_pid() and datname = current_database() and query !~ 'pg_terminate_backend'`,
    );
  const keys = ['a', 'b', 'c'];
  for (const n of range(60)) {
    // a cut may hit the publisher before or after its commit: it sends the same event again
    const events = keys.map((key) => probeEvent(Noted, n, key));
    await eventually(() =>
      bus.send(events).then(
        () => true,
        () => false,
      ),
    );
    if (n % 20 === 10) await cut();
  }
  await eventually(() => keys.every((key) => probe.numbers('noted', key).includes(59)));
  for (const key of keys) {
    const firsts = [...new Set(probe.numbers('noted', key))];
    expect(firsts).toEqual(range(60));
  }
});

it('hands the group over when the process that leads it loses its connection for good', async () => {
  const second = new Probe();
  await start();
  await bus.send([probeEvent(Noted, 1)]);
  await eventually(() => probe.received.length === 1);
  await start(open(), second);
  await bus.close();
  await buses.at(-1)?.send([probeEvent(Noted, 2)]);
  await eventually(() => second.numbers('noted').includes(2));
  expect(probe.numbers('noted')).toEqual([1]);
});

it('stops delivering a type that the group does not handle any more', async () => {
  await (await start()).close();
  await pool.query(
    `insert into bus.subscriptions (grp, topic, type) values ('workers', 'exports', 'probe.retired.v1')`,
  );
  await start(open());
  const { rows } = await pool.query(`select type from bus.subscriptions where type = 'probe.retired.v1'`);
  expect(rows).toEqual([]);
});
