/**
 * Tables of sliced work, for the owner's first migration. `schema` is a constant of the service, never input.
 * A slice in turn is either queued (`queued_at`: any worker may take it, oldest first) or due (`due_at`: the end of its
 * worker's time or of a pause, when the sweeper queues it again); all others are untouched or done. `attempt` only grows;
 * `failures` and `starts` count anew after a resume, as does `failing_since`, the first failure.
 */
export const slicedWorkDdl = (schema: string): string => `
create table ${schema}.jobs (
  id text primary key,
  state text not null check (state in ('open', 'concluding', 'done', 'failed', 'cancelled')),
  width int not null check (width > 0),
  slices int not null default 0,
  published int not null default 0,
  finished int not null default 0,
  correlation_id text not null,
  context json not null,
  outcome json,
  failure json,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index on ${schema}.jobs (id) where state in ('open', 'concluding');
create index on ${schema}.jobs (ended_at) where ended_at is not null;
create table ${schema}.job_slices (
  job_id text not null references ${schema}.jobs on delete cascade,
  number int not null,
  input json not null,
  result json,
  attempt int not null default 1,
  failures int not null default 0,
  starts int not null default 0,
  queued_at timestamptz,
  due_at timestamptz,
  failing_since timestamptz,
  primary key (job_id, number)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
create index on ${schema}.job_slices (queued_at, job_id, number) where queued_at is not null;
create index on ${schema}.job_slices (due_at) where due_at is not null;`;

/** For tables made before `failing_since`; a further migration of the owner. */
export const slicedWorkPatienceDdl = (schema: string): string =>
  `alter table ${schema}.job_slices add column if not exists failing_since timestamptz`;
