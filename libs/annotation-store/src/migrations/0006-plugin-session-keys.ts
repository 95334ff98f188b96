import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that plugins are given for one run: good for one project, and no longer than the run. */
export class PluginSessionKeys0006 implements MigrationInterface {
  readonly name = 'PluginSessionKeys1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table annotation_store.plugin_session_keys (
      session_id text primary key, key_hash text not null unique,
      user_id text not null references annotation_store.users,
      organization_id text not null references annotation_store.organizations,
      project_id text not null references annotation_store.projects,
      plugin_id text not null, plugin_name text not null, send_email boolean not null,
      created_at timestamptz not null default now(), expires_at timestamptz not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table annotation_store.plugin_session_keys');
  }
}
