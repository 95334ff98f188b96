import { outboxDdl } from '@hub/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Exports0001 implements MigrationInterface {
  // TypeORM orders migrations by the 13 digits at the end
  readonly name = 'Exports1000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxDdl('export_api'));
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table export_api.exports, export_api.outbox, export_api.processed_events');
  }
}

// fillfactor: progress changes no indexed column, so its updates stay on the page (HOT) and leave the indexes alone
const ddl = `
create table export_api.exports (
  id text primary key,
  organization_id text not null, project_id text not null, project_name text not null,
  requested_by_id text not null, requested_by_email text not null, requested_at timestamptz not null,
  format text not null check (format in ('json', 'ndjson', 'split')),
  request jsonb not null,              -- as it was asked, names and all
  selection jsonb not null,            -- resolved to ids
  converter text, snapshot jsonb not null,
  send_email boolean not null, notify boolean not null,
  idempotency_key text, request_hash text not null,
  state text not null check (state in
    ('requested', 'building', 'delivering', 'converting', 'completed', 'failed', 'cancelled', 'expired')),
  attempt int not null check (attempt >= 1),
  milestones text[] not null,          -- what is known to have happened in this attempt
  progress jsonb, artifacts jsonb not null, reconciliation jsonb, failure jsonb,
  updated_at timestamptz not null, ended_at timestamptz,
  check ((state = 'failed') = (failure is not null)),
  check ((state in ('completed', 'failed', 'cancelled', 'expired')) = (ended_at is not null))
) with (fillfactor = 70);
-- the history page: order, filters and count are answered from the index alone
create index exports_history on export_api.exports (project_id, requested_at desc, id desc)
  include (state, format, requested_by_id, requested_by_email);
create unique index exports_idempotency on export_api.exports (requested_by_id, project_id, idempotency_key)
  where idempotency_key is not null;`;
