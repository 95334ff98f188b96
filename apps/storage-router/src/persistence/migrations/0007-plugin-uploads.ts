import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places that plugins and clients upload files to. */
export class PluginUploads0007 implements MigrationInterface {
  readonly name = 'PluginUploads1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table storage_router.plugin_uploads (
  token_hash text primary key, organization_id text not null, project_id text, type text not null, session_id text,
  file_name text not null, key text, bytes bigint, crc32 bigint, crc32c bigint, sha256 text,
  created_at timestamptz not null default now());
create index plugin_uploads_old on storage_router.plugin_uploads (created_at) where type = 'exports';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table storage_router.plugin_uploads');
  }
}
