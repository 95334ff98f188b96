import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Exports0002 implements MigrationInterface {
  readonly name = 'Exports1000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index export_api.exports_group, export_api.exports_joinable;
      alter table export_api.exports
        drop column quarantine, drop column since, drop column content_hash, drop column joined_to`);
  }
}

// exports of before have no content hash: nothing joins them, and each has a build of its own
const ddl = `
alter table export_api.exports
  add column quarantine jsonb not null default '{"policy": "set-aside"}',
  add column since jsonb,              -- of a delta: the export it starts from, and the moment that one shows
  add column content_hash text,        -- of everything that decides what is in the file, but the moment
  add column joined_to text check (joined_to <> id);
-- who shares a build
create index exports_group on export_api.exports (joined_to, id) where joined_to is not null;
-- what a request may share
create index exports_joinable on export_api.exports (project_id, content_hash, requested_at desc)
  where state in ('requested', 'building', 'delivering', 'converting', 'completed') and content_hash is not null;`;
