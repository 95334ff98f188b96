import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { Client } from 'pg';
import { migrateAnnotationStore } from '../store/migrate.js';

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await startTestDatabase();
  await migrateAnnotationStore(database.url);
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

it('compresses texts by the fastest way that the server knows', async () => {
  const { rows: known } = await client.query<{ lz4: boolean }>(
    `select 'lz4' = any(enumvals) as lz4 from pg_settings where name = 'default_toast_compression'`,
  );
  const { rows } = await client.query<{ compression: string }>(
    `select distinct attcompression::text as compression from pg_attribute
     where attrelid = 'annotation_store.task_contents'::regclass and attname in ('tools', 'rest_with_metadata')`,
  );
  // pg_attribute: l is lz4, nothing the server's default
  expect(rows).toEqual([{ compression: known[0]?.lz4 ? 'l' : '' }]);
});
