import { slicedWorkPatienceDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a slice has been failing. */
export class BuildPatience0003 implements MigrationInterface {
  readonly name = 'BuildPatience1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(slicedWorkPatienceDdl('export_builder'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table export_builder.job_slices drop column failing_since');
  }
}
