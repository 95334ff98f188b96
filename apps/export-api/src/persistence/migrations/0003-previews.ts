import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Exports0003 implements MigrationInterface {
  readonly name = 'Exports1000000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index export_api.exports_running, export_api.exports_measured, export_api.exports_measured_project;
      alter table export_api.exports drop column plain_bytes`);
  }
}

// a preview learns from builds of their own that ended well at the first go
const measured = `where plain_bytes is not null and joined_to is null and attempt = 1 and state in ('completed', 'expired')`;
const ddl = `
alter table export_api.exports
  add column plain_bytes bigint;       -- of the data file, or of all of them, before compression
create index exports_measured on export_api.exports ((coalesce(converter, '')), ended_at desc) ${measured};
create index exports_measured_project on export_api.exports (project_id, (coalesce(converter, '')), ended_at desc)
  ${measured};
create index exports_running on export_api.exports (requested_at) where ended_at is null;`;
