import { outboxDdl } from '@hub/outbox';
import { slicedWorkDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The builder's tables: outbox and inbox, jobs and slices, and what is known of a build beside its job. */
export class Builds0001 implements MigrationInterface {
  // TypeORM orders migrations by the 13 digits at the end
  readonly name = 'Builds1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxDdl('export_builder'));
    await runner.query(slicedWorkDdl('export_builder'));
    await runner.query(buildsDdl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table export_builder.builds, export_builder.job_slices, export_builder.jobs');
    await runner.query('drop table export_builder.processed_events, export_builder.outbox');
  }
}

// a row without job: a cancellation that came before its request, or a request that could not be planned
const buildsDdl = `
create table export_builder.builds (
  export_id text primary key,
  attempt int not null default 0,
  cancelled boolean not null default false,
  told_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);`;
