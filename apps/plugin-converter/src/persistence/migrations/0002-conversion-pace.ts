import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the run began that a conversion is in, and how fast it is of late. */
export class Conversions0002 implements MigrationInterface {
  readonly name = 'Conversions1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table plugin_converter.conversions
      add column entered_at timestamptz not null default now(), add column marks json not null default '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table plugin_converter.conversions drop column entered_at, drop column marks');
  }
}
