import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a build is, as running sums over its checkpoints; goes with its job. */
export class BuildProgress0002 implements MigrationInterface {
  readonly name = 'BuildProgress1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table export_builder.build_progress (
        job_id text primary key references export_builder.jobs on delete cascade,
        -- of the run that made the last checkpoint
        attempt int not null,
        began_at timestamptz not null,
        tasks bigint not null,
        bytes bigint not null,
        planned bigint not null,
        set_aside bigint not null,
        -- of the plan, beyond its first piece
        more_tasks bigint not null default 0,
        more_bytes bigint not null default 0,
        whole boolean not null default true,
        marks json not null
      )`);
    await runner.query(`
      insert into export_builder.build_progress (job_id, attempt, began_at, tasks, bytes, planned, set_aside, marks)
      select s.job_id, 0, now(), sum((s.input->>'tasks')::bigint), sum((s.result->>'plainBytes')::bigint),
        sum((s.input->>'bytes')::bigint), sum((s.result->'tally'->>'quarantined')::bigint), '[]'
      from export_builder.job_slices s
      where json_typeof(s.result) = 'object' and exists (
        select from export_builder.jobs j where j.id = s.job_id and j.state in ('open', 'failed'))
      group by s.job_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table export_builder.build_progress');
  }
}
