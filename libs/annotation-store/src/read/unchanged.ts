import type { Snapshot } from '@hub/event-contracts';
import type { Pool } from 'pg';
import { text } from './sql/literals.js';
import { visibleAt } from './sql/visible.js';

/**
 * Whether a project looks the same at both instants: no revision of a task, of its category schema or of an issue is
 * visible in only one of them. Stage history, names and assets change with revisions of their tasks.
 */
export async function unchanged(pool: Pool, projectId: string, earlier: Snapshot, later: Snapshot): Promise<boolean> {
  if (earlier.systemId !== later.systemId || earlier.timeline !== later.timeline) return false;
  if (earlier.text === later.text) return true;
  const { rows } = await pool.query<{ changed: boolean }>(changedSql(projectId, earlier, later));
  return rows[0]?.changed === false;
}

export function changedSql(projectId: string, earlier: Snapshot, later: Snapshot): string {
  const onlyInOne = `(${visibleAt('r.xid', earlier.text)}) <> (${visibleAt('r.xid', later.text)})`;
  const project = text(projectId);
  return `select
    exists (select from annotation_store.tasks t join annotation_store.task_revisions r on r.task_id = t.id
      where t.project_id = ${project} and ${onlyInOne})
    or exists (select from annotation_store.project_ontologies r where r.project_id = ${project} and ${onlyInOne})
    or exists (select from annotation_store.issues i join annotation_store.issue_revisions r on r.issue_id = i.id
      where i.project_id = ${project} and ${onlyInOne}) as changed`;
}
