import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How fast a delivery is of late. */
export class Deliveries0002 implements MigrationInterface {
  readonly name = 'Deliveries1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table storage_router.deliveries add column marks json not null default '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table storage_router.deliveries drop column marks');
  }
}
