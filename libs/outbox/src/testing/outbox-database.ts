import { DataSource } from 'typeorm';
import { outboxDdl } from '../outbox-schema.js';

/** A DataSource on a fresh schema with outbox, inbox and one table `notes(id text primary key)`. Only for specs. */
export async function outboxDatabase(databaseUrl: string, schema: string): Promise<DataSource> {
  const dataSource = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
  await dataSource.query(
    `create schema ${schema}; ${outboxDdl(schema)} create table ${schema}.notes (id text primary key);`,
  );
  return dataSource;
}
