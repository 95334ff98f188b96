import type { Queryable } from '../queryable.js';

/** The cluster transaction ids belong to. */
export interface StoreIdentity {
  readonly systemId: string;
  readonly timeline: number;
}

const here = `
select (select system_identifier::text from pg_control_system()) as "systemId", (select timeline_id from pg_control_checkpoint()) as timeline`;
const recorded = `select system_id as "systemId", timeline from annotation_store.store_identity`;

/** What the server says of itself, now. */
export async function serverIdentity(db: Queryable): Promise<StoreIdentity> {
  const [row] = await db.query<StoreIdentity[]>(here);
  return row as StoreIdentity;
}

/** Null before the first start. */
export async function recordedIdentity(db: Queryable): Promise<StoreIdentity | null> {
  return (await db.query<StoreIdentity[]>(recorded))[0] ?? null;
}

const revisionTables = ['project_ontologies', 'task_revisions', 'stage_history', 'issue_revisions'] as const;

/**
 * The start-up step: notes the cluster, and after a restore into another one makes every row old. A restored row would
 * carry a transaction id of the old cluster, which here lies in the future or means another transaction; 3 is the first
 * ordinary id, so the row is visible to every new snapshot. Snapshots of before are refused (`assertReadable`).
 * Runs in one transaction.
 */
export async function recordIdentity(manager: Queryable): Promise<'unchanged' | 'recorded' | 'repaired'> {
  const now = await serverIdentity(manager);
  const before = await recordedIdentity(manager);
  if (before && before.systemId === now.systemId && before.timeline === now.timeline) return 'unchanged';
  const repairs = revisionTables.map((table) => `update annotation_store.${table} set xid = '3';`);
  await manager.query(`begin;
    ${before ? repairs.join('\n') : ''}
    ${before ? `update annotation_store.stage_history set removed_xid = '3' where removed_xid is not null;` : ''}
    delete from annotation_store.store_identity;
    insert into annotation_store.store_identity (system_id, timeline) values ('${now.systemId}', ${now.timeline});
    commit;`);
  return before ? 'repaired' : 'recorded';
}
