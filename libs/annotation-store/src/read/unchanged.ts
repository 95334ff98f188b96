import type { Snapshot } from '@hub/event-contracts';
import type { Pool } from 'pg';
import { text } from './sql/literals.js';
import { newBetween, visibleAt } from './sql/visible.js';

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
  const onlyInOne = `(${visibleAt('xid', earlier.text)}) <> (${visibleAt('xid', later.text)})`;
  const changedIn = (table: string): string => `exists (select from annotation_store.${table}
    where project_id = ${text(projectId)} and ${newBetween('xid', earlier.text, later.text)} and ${onlyInOne})`;
  return `select ${['task_revisions', 'project_ontologies', 'issue_revisions'].map(changedIn).join(' or ')} as changed`;
}
