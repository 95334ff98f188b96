import { outboxDdl } from '@hub/outbox';
import { jobRunsDdl, slicedWorkDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { conversionsTable } from '../conversions.repository.js';

/** The converter's tables: outbox and inbox, jobs and slices, and what is known of a conversion beside its job. */
export class Conversions0001 implements MigrationInterface {
  // TypeORM orders migrations by the 13 digits at the end
  readonly name = 'Conversions1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxDdl('plugin_converter'));
    await runner.query(slicedWorkDdl('plugin_converter'));
    await runner.query(jobRunsDdl(conversionsTable));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema plugin_converter cascade');
  }
}
