import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places that were promised to files of plugins and people. */
export class PluginUploads0007 implements MigrationInterface {
  readonly name = 'PluginUploads1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table storage_router.plugin_uploads');
  }
}

const ddl = `
create table storage_router.plugin_uploads (
  id text primary key,
  token_hash text not null unique,       -- SHA-256, hex
  organization_id text not null,
  project_id text not null,
  type text not null,                    -- exports, assets, …
  session_id text,                       -- run of the plugin that asked for it
  user_id text not null,
  file_name text not null,
  state text not null default 'open' check (state in ('open', 'uploaded')),
  key text,
  bytes bigint,
  crc32 bigint,
  crc32c bigint,
  sha256 text,
  created_at timestamptz not null default now(),
  uploaded_at timestamptz,
  sweep_after timestamptz,               -- a sweep that failed does not come back before
  check (state = 'open' or (key is not null and bytes is not null and crc32 is not null and crc32c is not null
    and sha256 is not null and uploaded_at is not null))
);
create index plugin_uploads_old on storage_router.plugin_uploads (created_at) where type = 'exports' or state = 'open';`;
