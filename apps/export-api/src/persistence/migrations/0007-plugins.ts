import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exports that a plugin asked for and converts, and what conversions could not keep. */
export class Exports0007 implements MigrationInterface {
  readonly name = 'Exports1000000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table export_api.exports add column plugin jsonb, add column fidelity jsonb;
create unique index exports_plugin_session on export_api.exports ((plugin->>'sessionId')) where plugin is not null;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table export_api.exports drop column plugin, drop column fidelity');
  }
}
