import { Failure } from '@hub/failures';
import type { SeqRange, TaskSelector } from '../annotation-source.js';
import { drivingRows, type Driver } from './driving-rows.js';
import { texts, time } from './literals.js';
import { visibleAt } from './visible.js';

export interface SelectionParts {
  readonly range?: SeqRange;
  readonly driver?: Driver;
  readonly joins?: string;
}

/**
 * The selected tasks: `t` the task, `r` its newest revision that the snapshot shows; of a delta `b`, the newest one that
 * its base shows. Rows come in the order of `seq`; filters look at the revision, not at the task of today.
 */
export function selectedTasks(selector: TaskSelector, { range, driver, joins = '' }: SelectionParts = {}): string {
  const { snapshot, since } = selector;
  const base = since && `left join lateral ${newestRevision(since.text)} b on true`;
  return `
  from ${drivingRows(selector, range, driver)} t
  cross join lateral ${newestRevision(snapshot.text)} r
  ${base ?? ''} ${joins}
  where ${shows('r', selector)} ${since ? `and ${changeOf(selector)} is not null` : ''}`;
}

/** Joins the content `c` of the revision. */
export const contentOf = 'join annotation_store.task_contents c on c.id = r.content_id';

const newestRevision = (snapshot: string): string => `(
    select r.* from annotation_store.task_revisions r
    where r.task_id = t.id and ${visibleAt('r.xid', snapshot)}
    order by r.rev desc limit 1)`;

/**
 * How a selected task differs from the base of the delta. Another revision may say the same with these toggles; but
 * nothing of a task's text changes without a new revision: entries of the stage history come and go with one, and the
 * names of stages and batches, the asset and why it cannot be written are carried by it.
 */
export function changeOf(selector: TaskSelector): string {
  if (!selector.since) return 'null::text';
  assertSameCluster(selector);
  return `case when not coalesce(${shows('b', selector)}, false) then 'added' when b.rev <> r.rev then 'changed' end`;
}

/** Tasks that the base of the delta shows and its snapshot does not. */
export function removedTasks(selector: TaskSelector, { range, driver }: SelectionParts = {}): string {
  const { snapshot, since } = selector;
  if (!since) throw new Error('Only a delta knows what was removed');
  assertSameCluster(selector);
  return `
  from ${drivingRows(selector, range, driver)} t
  cross join lateral ${newestRevision(since.text)} b
  cross join lateral ${newestRevision(snapshot.text)} r
  where ${shows('b', selector)} and not ${shows('r', selector)}`;
}

function assertSameCluster({ snapshot, since }: TaskSelector): void {
  if (!since || (since.systemId === snapshot.systemId && since.timeline === snapshot.timeline)) return;
  throw new Failure(
    'snapshot-unreadable',
    'hub',
    'The database was restored after the export that this delta starts from. Request a full export.',
    { field: 'since', value: since.text },
  );
}

/** The condition that a revision is there and chosen by the filters. */
function shows(revision: 'r' | 'b', { stageIds, batchIds, taskTypes, updatedAt, createdAt }: TaskSelector): string {
  const found = [`not ${revision}.deleted`];
  if (stageIds) found.push(`${revision}.stage_id = any(${texts(stageIds)})`);
  if (batchIds) found.push(`${revision}.batch_ids && ${texts(batchIds)}`);
  if (taskTypes) found.push(`${revision}.type = any(${texts(taskTypes)})`);
  if (updatedAt?.after) found.push(`${revision}.updated_at > ${time(updatedAt.after)}`);
  if (updatedAt?.before) found.push(`${revision}.updated_at < ${time(updatedAt.before)}`);
  if (createdAt?.after) found.push(`${revision}.created_at > ${time(createdAt.after)}`);
  if (createdAt?.before) found.push(`${revision}.created_at < ${time(createdAt.before)}`);
  return `(${found.join(' and ')})`;
}

/** Stage history of the task `r` as the snapshot shows it: `h` the entries, `hc` their contents. */
export const historyOf = (snapshot: string): string => `
  from annotation_store.stage_history h
  join annotation_store.task_contents hc on hc.id = h.content_id
  where h.task_id = r.task_id and ${visibleAt('h.xid', snapshot)}
    and not (h.removed_xid is not null and ${visibleAt('h.removed_xid', snapshot)})`;
