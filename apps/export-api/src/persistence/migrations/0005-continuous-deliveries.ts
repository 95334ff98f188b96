import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Exports0005 implements MigrationInterface {
  readonly name = 'Exports1000000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table export_api.continuous_deliveries');
  }
}

const ddl = `
create table export_api.continuous_deliveries (
  project_id text primary key,
  id text not null unique,             -- of this chain of batches
  organization_id text not null,
  set_up_by_id text not null, set_up_by_email text not null,
  enabled boolean not null,
  settings jsonb not null,             -- as they were asked, names and all
  start_from text not null check (start_from in ('now', 'beginning')),
  selection jsonb not null,            -- resolved to ids
  base jsonb,                          -- what the next batch starts from: id, snapshot and selection; null: everything
  batches int not null check (batches >= 0),
  batch_export_id text,                -- the latest batch
  under_way boolean not null check (not under_way or batch_export_id is not null),
  interval_from timestamptz,           -- null: the interval is over
  tries int not null, resume boolean not null,
  standstill jsonb, standing_since timestamptz,
  look_at timestamptz,                 -- null: paused, and the latest batch is settled
  version int not null,
  created_at timestamptz not null, updated_at timestamptz not null,
  check ((enabled or under_way) = (look_at is not null)),
  check ((standstill is null) = (standing_since is null))
);
create index continuous_deliveries_due on export_api.continuous_deliveries (look_at) where look_at is not null;
create index continuous_deliveries_batch on export_api.continuous_deliveries (batch_export_id) where under_way;`;
