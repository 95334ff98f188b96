import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What planning and previews need stands on the revision itself: its project, so that a delta reads what changed and not
 * the whole project, and the figures of its content, which never changes, so that neither visits contents.
 */
export class PlannedReads0003 implements MigrationInterface {
  readonly name = 'PlannedReads1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(up);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(down);
  }
}

const up = `
set local search_path to annotation_store, public;

alter table task_revisions
  add column project_id text,
  add column bytes bigint, add column bytes_with_metadata bigint, add column annotations int,
  add column tracks int, add column frames bigint,
  add column content_unwritable boolean;
-- row by row as they lie in the table, so that they lie in the order of exports afterwards too
set local enable_hashjoin = off;
set local enable_mergejoin = off;
update task_revisions r set project_id = t.project_id, bytes = c.bytes, bytes_with_metadata = c.bytes_with_metadata,
  annotations = c.annotations, tracks = c.tracks, frames = c.frames, content_unwritable = c.unwritable is not null
from tasks t, task_contents c where t.id = r.task_id and c.id = r.content_id;
set local enable_hashjoin = on;
set local enable_mergejoin = on;
alter table task_revisions
  alter column project_id set not null,
  alter column bytes set not null, alter column bytes_with_metadata set not null, alter column annotations set not null,
  alter column tracks set not null, alter column frames set not null,
  alter column content_unwritable set not null;
create index task_revisions_project_id_xid_idx on task_revisions (project_id, xid);

alter table issue_revisions add column project_id text;
update issue_revisions r set project_id = i.project_id from issues i where i.id = r.issue_id;
alter table issue_revisions alter column project_id set not null;
create index issue_revisions_project_id_xid_idx on issue_revisions (project_id, xid);
`;

const down = `
set local search_path to annotation_store, public;
alter table issue_revisions drop column project_id;
alter table task_revisions drop column project_id, drop column bytes, drop column bytes_with_metadata,
  drop column annotations, drop column tracks, drop column frames, drop column content_unwritable;
`;
