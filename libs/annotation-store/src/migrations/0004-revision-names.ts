import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Revisions carry the external id too, which names files of an export: it is of the snapshot like everything else, and
 * reading a task does not visit its asset.
 */
export class RevisionNames0004 implements MigrationInterface {
  readonly name = 'RevisionNames1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(up);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table annotation_store.task_revisions drop column external_id');
  }
}

const up = `
set local search_path to annotation_store, public;
alter table task_revisions add column external_id text;
-- row by row as they lie in the table, so that they lie in the order of exports afterwards too
set local enable_hashjoin = off;
set local enable_mergejoin = off;
update task_revisions r set external_id = a.external_id
from tasks t, assets a where t.id = r.task_id and a.id = t.asset_id;
set local enable_hashjoin = on;
set local enable_mergejoin = on;
alter table task_revisions alter column external_id set not null;
`;
