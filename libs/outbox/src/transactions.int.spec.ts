import { EmbeddedBus, InMemoryBus, type Bus } from '@hub/event-bus';
import { createEvent, ExportCancellationRequested, type Envelope } from '@hub/event-contracts';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { sweepInbox } from './relay/inbox-sweep.js';
import { outboxDatabase } from './testing/outbox-database.js';
import { Transactions, type Tx } from './transactions.js';

let database: TestDatabase;
let dataSource: DataSource;
let embedded: EmbeddedBus;

beforeAll(async () => {
  database = await startTestDatabase();
  await EmbeddedBus.migrate(database.url);
  dataSource = await outboxDatabase(database.url, 'svc');
  await dataSource.query(`insert into bus.subscriptions (grp, topic, type) values ('listener', $1, $2)`, [
    ExportCancellationRequested.topic,
    ExportCancellationRequested.type,
  ]);
  embedded = new EmbeddedBus({ databaseUrl: database.url });
});
afterEach(() => dataSource.query('truncate svc.outbox, svc.processed_events, svc.notes, bus.messages'));
afterAll(async () => {
  await embedded?.close();
  await dataSource?.destroy();
  await database?.stop();
});

const count = async (table: string): Promise<number> =>
  Number((await dataSource.query(`select count(*) as n from ${table}`))[0].n);
const transactionsOn = (bus: Bus): Transactions => new Transactions(dataSource, bus, { source: 'svc', schema: 'svc' });
const incoming = (): Envelope =>
  createEvent(ExportCancellationRequested, { exportId: 'e1' }, { source: 'other', subject: 'e1' }).envelope;
const noteAndTell = async (tx: Tx, id: string): Promise<void> => {
  await tx.manager.query('insert into svc.notes values ($1)', [id]);
  await tx.publish(ExportCancellationRequested, id, { exportId: id });
};

describe.each([
  ['embedded bus', () => embedded, 'bus.messages'],
  ['outbox', () => new InMemoryBus(), 'svc.outbox'],
] as const)('Transactions on the %s', (_, bus, published) => {
  it('commits state and event together', async () => {
    await transactionsOn(bus()).run((tx) => noteAndTell(tx, 'n1'));
    expect([await count('svc.notes'), await count(published)]).toEqual([1, 1]);
  });

  it('loses both when the change fails', async () => {
    const failing = transactionsOn(bus()).run(async (tx) => {
      await noteAndTell(tx, 'n1');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await count('svc.notes'), await count(published)]).toEqual([0, 0]);
  });

  it('refuses an event that does not fit its declaration, and the change with it', async () => {
    const failing = transactionsOn(bus()).run(async (tx) => {
      await tx.manager.query(`insert into svc.notes values ('n1')`);
      await tx.publish(ExportCancellationRequested, 'n1', { exportId: 7 as unknown as string });
    });
    await expect(failing).rejects.toMatchObject({ name: 'ZodError' });
    expect([await count('svc.notes'), await count(published)]).toEqual([0, 0]);
  });

  it('handles an event once per consumer, even when it arrives many times at once', async () => {
    const transactions = transactionsOn(bus());
    const event = incoming();
    let runs = 0;
    const handle = (consumer: string): Promise<boolean> =>
      transactions.once(consumer, event, async (tx) => {
        runs++;
        await noteAndTell(tx, `${consumer}-note`);
      });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => handle('a')));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await handle('b')).toBe(true);
    expect([runs, await count('svc.notes'), await count(published)]).toEqual([2, 2, 2]);
  });

  it('handles an event again whose first handling failed', async () => {
    const transactions = transactionsOn(bus());
    const event = incoming();
    const failing = transactions.once('a', event, () => Promise.reject(new Error('crash')));
    await expect(failing).rejects.toThrow('crash');
    expect(await transactions.once('a', event, (tx) => noteAndTell(tx, 'n'))).toBe(true);
  });

  it('carries correlation and causation from the handled event', async () => {
    const event = { ...incoming(), correlationid: 'whole-export' };
    await transactionsOn(bus()).once('a', event, (tx) => noteAndTell(tx, 'n'));
    const [row] = await dataSource.query(`select envelope from ${published}`);
    expect(row.envelope).toMatchObject({
      source: 'svc',
      subject: 'n',
      correlationid: 'whole-export',
      causationid: event.id,
    });
  });
});

it('sweeps inbox rows after their retention, in batches', async () => {
  await dataSource.query(
    `insert into svc.processed_events select 'a', n::text, now() - interval '31 days' from generate_series(1, 25) n`,
  );
  await dataSource.query(`insert into svc.processed_events values ('a', 'young', now() - interval '29 days')`);
  expect(await sweepInbox(dataSource, 'svc', 30, 10)).toBe(25);
  expect(await dataSource.query('select event_id from svc.processed_events')).toEqual([{ event_id: 'young' }]);
});
