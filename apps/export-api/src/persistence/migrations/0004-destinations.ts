import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Exports0004 implements MigrationInterface {
  readonly name = 'Exports1000000000004';

  async up(runner: QueryRunner): Promise<void> {
    // exports of before went to the default bucket
    await runner.query('alter table export_api.exports add column destination jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table export_api.exports drop column destination');
  }
}
