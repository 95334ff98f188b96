import { slicedWorkPatienceDdl } from '@hub/sliced-work';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deliveries into customers' buckets: uploads are known by themselves, and a delivery may begin again by itself. */
export class DeliveryDestinations0005 implements MigrationInterface {
  readonly name = 'DeliveryDestinations1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ddl);
    await runner.query(slicedWorkPatienceDdl('storage_router'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table storage_router.uploads');
    await runner.query('alter table storage_router.deliveries drop column restarts');
    await runner.query('alter table storage_router.job_slices drop column failing_since');
  }
}

const ddl = `
alter table storage_router.deliveries add column restarts int not null default 0;

-- unfinished uploads: begun, and neither completed nor aborted by us
create table storage_router.uploads (
  job_id text primary key,
  export_id text not null,
  kind text not null,
  organization_id text,
  storage_id text,
  bucket text not null,
  key text not null,
  sealed_id text not null,  -- the store's id of it, which may be a bearer secret
  begun_at timestamptz not null default now(),
  sweep_after timestamptz  -- a sweep that failed does not come back before
);
create index on storage_router.uploads (begun_at);`;
