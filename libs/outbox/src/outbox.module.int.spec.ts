import { InMemoryBus } from '@hub/event-bus';
import { Noted, Probe, startProbe } from '@hub/event-bus/testing';
import { eventually, startTestDatabase, type TestDatabase } from '@hub/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OutboxModule } from './outbox.module.js';
import { outboxDatabase } from './testing/outbox-database.js';
import { Transactions } from './transactions.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await startTestDatabase();
  dataSource = await outboxDatabase(database.url, 'svc');
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.stop();
});

@Module({})
class ServiceModule {}

it('gives a service its Transactions and relays what they publish until it is closed', async () => {
  const bus = new InMemoryBus();
  const probe = new Probe();
  const listener = await startProbe(bus, 'listener', probe, ['facts']);
  const service = await NestFactory.createApplicationContext(
    {
      module: ServiceModule,
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url }),
        OutboxModule.forRoot({ source: 'svc', schema: 'svc', databaseUrl: database.url, bus }),
      ],
    },
    { logger: false },
  );
  const transactions = service.get(Transactions);
  await transactions.run((tx) => tx.publish(Noted, 'one', { n: 1 }));
  await eventually(() => probe.received.length === 1);
  expect(probe.received[0]?.event).toMatchObject({ source: 'svc', subject: 'one', data: { n: 1 } });

  await service.close();
  const open = await dataSource.query(`select count(*)::int as n from pg_locks where locktype = 'advisory'`);
  expect(open).toEqual([{ n: 0 }]);
  await listener.close();
});
