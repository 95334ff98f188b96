import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plugins of others, where they are connected, their runs and what they logged. */
export class Plugins0005 implements MigrationInterface {
  readonly name = 'Plugins1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table plugin_converter.plugin_logs, plugin_converter.plugin_sessions,
      plugin_converter.plugin_sockets, plugin_converter.plugin_installs, plugin_converter.plugins`);
  }
}

const ddl = `
create table plugin_converter.plugins (
  id text primary key, organization_id text not null, name text not null, description text not null,
  connector text not null check (connector in ('WS', 'REST')), rest_url text, default_config jsonb not null,
  is_public boolean not null, sealed_secret text not null, created_by text not null,
  created_at timestamptz not null default now(), deleted_at timestamptz);
create table plugin_converter.plugin_installs (
  plugin_id text not null references plugin_converter.plugins, organization_id text not null,
  primary key (plugin_id, organization_id));
create table plugin_converter.plugin_sockets (
  sid text not null, plugin_id text not null, seen_at timestamptz not null default now(), primary key (sid, plugin_id));
create table plugin_converter.plugin_sessions (
  id text primary key, plugin_id text not null references plugin_converter.plugins, plugin_name text not null,
  organization_id text not null, project_id text not null, run_by_id text not null, run_by_email text not null,
  stages jsonb not null, batches jsonb not null, config jsonb not null, send_email boolean not null,
  state text not null, sid text, export_id text, attempt int, original jsonb, result jsonb, response text, failure jsonb,
  log_bytes int not null default 0,
  created_at timestamptz not null default now(), started_at timestamptz, heard_at timestamptz, ended_at timestamptz);
create index plugin_sessions_open on plugin_converter.plugin_sessions (state, plugin_id) where ended_at is null;
create index plugin_sessions_project on plugin_converter.plugin_sessions (project_id, created_at desc);
create index plugin_sessions_export on plugin_converter.plugin_sessions (export_id) where export_id is not null;
create table plugin_converter.plugin_logs (
  n bigint generated always as identity primary key,
  session_id text not null references plugin_converter.plugin_sessions,
  level text not null, msg text not null, extra jsonb not null, at timestamptz not null default now());
create index plugin_logs_session on plugin_converter.plugin_logs (session_id, n);`;
