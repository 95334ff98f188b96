/**
 * Tables of sliced work, for the owner's first migration. `schema` is a constant of the service, never input.
 * `due_at` is set exactly while a slice of an open job is on the bus or waits for its next try: it says when the
 * sweeper publishes it (again). `attempt` only grows, so that an old event is known; `failures` and `starts` count
 * anew after a resume.
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
  due_at timestamptz,
  primary key (job_id, number)
) with (fillfactor = 80);
create index on ${schema}.job_slices (due_at) where due_at is not null;`;
