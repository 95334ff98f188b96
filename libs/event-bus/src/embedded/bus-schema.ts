import { Client } from 'pg';

/** `grp` is a consumer group. A message row exists until its group is done with the event. */
const ddl = `
create schema if not exists bus;
create table if not exists bus.subscriptions (
  grp text not null,
  topic text not null,
  type text not null,
  primary key (topic, type, grp)
);
create table if not exists bus.messages (
  grp text not null,
  id bigint generated always as identity,
  topic text not null,
  key text,
  envelope json not null,
  primary key (grp, id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
create table if not exists bus.dead_letters (
  id bigint generated always as identity primary key,
  topic text not null,
  grp text not null,
  key text,
  envelope json not null,
  reason text not null,
  attempts int not null,
  failed_at timestamptz not null default now()
);`;

/** Creates what the embedded bus needs in Postgres; may run at any time and by several processes at once. */
export async function migrateBus(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`begin; select pg_advisory_xact_lock(hashtextextended('hub.bus.migrate', 0)); ${ddl} commit;`);
  } finally {
    await client.end();
  }
}
