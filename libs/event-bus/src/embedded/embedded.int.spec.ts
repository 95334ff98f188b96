import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { Client } from 'pg';
import { busContract } from '../testing/bus-contract.js';
import { EmbeddedBus } from './embedded-bus.js';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await startTestDatabase();
  await EmbeddedBus.migrate(database.url);
  client = new Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

busContract('embedded bus', async () => {
  await client.query('truncate bus.subscriptions, bus.messages, bus.dead_letters');
  return {
    open: (retry) => new EmbeddedBus({ databaseUrl: database.url, retry }),
    deadLetters: async (topic, group) => {
      const { rows } = await client.query(
        `select envelope->>'id' as id, reason, attempts from bus.dead_letters where topic = $1 and grp = $2 order by bus.dead_letters.id`,
        [topic, group],
      );
      return rows;
    },
    close: async () => undefined,
  };
});
