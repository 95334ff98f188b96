import { outboxDdl } from '@hub/outbox';
import { jobRunsDdl, slicedWorkDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildsTable } from '../builds.repository.js';

/** The builder's tables: outbox and inbox, jobs and slices, and what is known of a build beside its job. */
export class Builds0001 implements MigrationInterface {
  // TypeORM orders migrations by the 13 digits at the end
  readonly name = 'Builds1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxDdl('export_builder'));
    await runner.query(slicedWorkDdl('export_builder'));
    await runner.query(jobRunsDdl(buildsTable));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table export_builder.builds, export_builder.job_slices, export_builder.jobs');
    await runner.query('drop table export_builder.processed_events, export_builder.outbox');
  }
}
