import { slicedWorkPatienceDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a slice has been failing. */
export class Conversions0003 implements MigrationInterface {
  readonly name = 'Conversions1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(slicedWorkPatienceDdl('plugin_converter'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table plugin_converter.job_slices drop column failing_since');
  }
}
