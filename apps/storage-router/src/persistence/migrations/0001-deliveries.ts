import { outboxDdl } from '@hub/outbox';
import { slicedWorkDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Deliveries0001 implements MigrationInterface {
  readonly name = 'Deliveries1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxDdl('storage_router'));
    await runner.query(slicedWorkDdl('storage_router'));
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table storage_router.deliveries, storage_router.ended_exports, storage_router.issued_links,
      storage_router.tickets, storage_router.job_slices, storage_router.jobs, storage_router.outbox, storage_router.processed_events`);
  }
}

const ddl = `
create table storage_router.deliveries (
  export_id text not null,
  kind text not null check (kind in ('original', 'converted')),
  state text not null check (state in ('delivering', 'delivered', 'failed', 'cancelled', 'expired')),
  attempt int not null check (attempt >= 1),
  run int not null check (run >= 1),
  request json not null,
  file_name text not null,
  storage_id text,
  bucket text not null,
  key text not null,
  bytes bigint not null,
  sha256 text,
  started_at timestamptz not null,
  progressed_at timestamptz not null,
  ended_at timestamptz,
  cleared_at timestamptz,
  primary key (export_id, kind),
  check ((state = 'delivering') = (ended_at is null)),
  check (state <> 'delivered' or sha256 is not null)
) with (fillfactor = 80);
-- no two artifacts under one key
create unique index on storage_router.deliveries (coalesce(storage_id, ''), bucket, key);
create index on storage_router.deliveries (ended_at) where state = 'delivered';
create index on storage_router.deliveries (ended_at) where cleared_at is null;

create table storage_router.ended_exports (
  export_id text primary key,
  outcome text not null check (outcome in ('completed', 'failed', 'cancelled')),
  ended_at timestamptz not null,
  cleared_at timestamptz
);
create index on storage_router.ended_exports (ended_at) where cleared_at is null;

create table storage_router.issued_links (
  id bigint generated always as identity primary key,
  form text not null check (form in ('link', 'ticket', 'redirect')),
  export_id text not null,
  kind text not null,
  user_id text not null,
  bucket text not null,
  key text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null
);
create index on storage_router.issued_links (export_id, issued_at);

create table storage_router.tickets (
  token_hash text primary key,
  export_id text not null,
  kind text not null,
  user_id text not null,
  storage_id text,
  bucket text not null,
  key text not null,
  file_name text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on storage_router.tickets (export_id);
create index on storage_router.tickets (expires_at);`;
