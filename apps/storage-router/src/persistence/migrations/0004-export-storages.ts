import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where each project exports to, and who set it when. */
export class ExportStorages0004 implements MigrationInterface {
  readonly name = 'ExportStorages1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table storage_router.export_storages, storage_router.export_storage_changes');
  }
}

const ddl = `
create table storage_router.export_storages (
  project_id text primary key,
  organization_id text not null,
  enabled boolean not null,
  -- a setting that is switched off forgets a deleted storage; one that is on keeps it from being deleted
  storage_id text references storage_router.storages (id) on delete set null,
  bucket text not null,
  path text not null,
  last_check json,
  updated_at timestamptz not null,
  updated_by json not null,
  check (not enabled or (storage_id is not null and bucket <> ''))
);
create index on storage_router.export_storages (storage_id) where storage_id is not null;

-- the audit: one row for each change, never changed
create table storage_router.export_storage_changes (
  id bigint generated always as identity primary key,
  project_id text not null,
  changed_at timestamptz not null,
  changed_by json not null,
  changed_from json,
  changed_to json not null
);
create index on storage_router.export_storage_changes (project_id, id);`;
