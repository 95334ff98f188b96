/** DDL of the outbox and the inbox, for a service's first migration. `schema` is a constant of the service, never input. */
export const outboxDdl = (schema: string): string => `
create table ${schema}.outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text,
  envelope json not null
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
create table ${schema}.processed_events (
  consumer text not null,
  event_id text not null,
  processed_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index on ${schema}.processed_events (processed_at);`;
