import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why an asset's own fields cannot be written into an export (`[{"objectId":null,"path","reason"}]`): decided when the
 * asset is stored, and carried by the revisions, so that a snapshot sees what was true then.
 */
export class UnwritableAssets0002 implements MigrationInterface {
  readonly name = 'UnwritableAssets1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table annotation_store.assets add column unwritable json');
    await runner.query('alter table annotation_store.task_revisions add column asset_unwritable json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table annotation_store.task_revisions drop column asset_unwritable');
    await runner.query('alter table annotation_store.assets drop column unwritable');
  }
}
