import { serviceDatabase, type Tx } from '@hub/outbox';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { pluginConverter } from '../plugin-converter.module.js';
import { ConversionsRepository } from './conversions.repository.js';
import { pluginConverterDatabase } from './plugin-converter-database.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await startTestDatabase();
  await pluginConverter.migrate(database.url);
  source = await serviceDatabase(pluginConverterDatabase(database.url)).initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.stop();
});

const conversions = new ConversionsRepository();
const inTransaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  source.transaction((manager) => work({ manager, publish: () => Promise.resolve() }));
const longAgo = (column: string): Promise<unknown> => source.query(`update plugin_converter.conversions set ${column}`);

it('knows the pace from the beginning, and forgets it, as the time that passed, with another run', async () => {
  expect(await inTransaction((tx) => conversions.enter(tx, 'e1', 1))).toBe(true);
  const first = await inTransaction((tx) => conversions.pace(tx, 'e1', 3));
  expect(first.perSecond).toBeGreaterThan(0);
  expect(first.elapsed).toBeLessThan(60);

  await longAgo(`entered_at = now() - interval '7 days', created_at = now() - interval '7 days'`);
  expect((await inTransaction((tx) => conversions.pace(tx, 'e1', 4))).elapsed).toBeGreaterThan(600_000);
  expect(await inTransaction((tx) => conversions.enter(tx, 'e1', 2))).toBe(true);
  const again = await inTransaction((tx) => conversions.pace(tx, 'e1', 5));
  expect(again.perSecond).toBeNull();
  expect(again.elapsed).toBeLessThan(60);
  expect((await inTransaction((tx) => conversions.pace(tx, 'e1', 6))).perSecond).toBeGreaterThan(0);
  expect(await inTransaction((tx) => conversions.enter(tx, 'e1', 2))).toBe(false);
});
