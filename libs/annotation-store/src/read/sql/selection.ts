import type { TaskSelector } from '../annotation-source.js';
import { integer, text, texts, time } from './literals.js';
import { visibleAt } from './visible.js';

export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The selected tasks, driven by (project, seq): `t` the task, `r` its newest revision that the snapshot shows, `c` its
 * content. Rows come in the order of `seq`; filters look at the revision, not at the task of today.
 */
export function selectedTasks(
  selector: TaskSelector,
  { range, joins = '' }: { range?: SeqRange; joins?: string } = {},
): string {
  return `
  from ${drivingRows(selector, range)} t
  cross join lateral (
    select r.* from annotation_store.task_revisions r
    where r.task_id = t.id and ${visibleAt('r.xid', selector.snapshot.text)}
    order by r.rev desc limit 1) r
  join annotation_store.task_contents c on c.id = r.content_id
  ${joins}
  where ${conditions(selector).join(' and ')}`;
}

function drivingRows({ projectId, taskIds }: TaskSelector, range?: SeqRange): string {
  const within = range ? ` and seq between ${integer(range.from)} and ${integer(range.to)}` : '';
  const rows = `select id, asset_id, seq from annotation_store.tasks where project_id = ${text(projectId)}${within}`;
  // few ids in a large project: pick them first, by primary key, and sort the slim rows
  return taskIds
    ? `(${rows} and id = any(${texts(taskIds)}) order by seq offset 0)`
    : `(${rows} order by seq offset 0)`;
}

function conditions({ stageIds, batchIds, taskTypes, updatedAt, createdAt }: TaskSelector): string[] {
  const found = ['not r.deleted'];
  if (stageIds) found.push(`r.stage_id = any(${texts(stageIds)})`);
  if (batchIds) found.push(`r.batch_ids && ${texts(batchIds)}`);
  if (taskTypes) found.push(`r.type = any(${texts(taskTypes)})`);
  if (updatedAt?.after) found.push(`r.updated_at > ${time(updatedAt.after)}`);
  if (updatedAt?.before) found.push(`r.updated_at < ${time(updatedAt.before)}`);
  if (createdAt?.after) found.push(`r.created_at > ${time(createdAt.after)}`);
  if (createdAt?.before) found.push(`r.created_at < ${time(createdAt.before)}`);
  return found;
}

/** Stage history of the task `r` as the snapshot shows it: `h` the entries, `hc` their contents. */
export const historyOf = (snapshot: string): string => `
  from annotation_store.stage_history h
  join annotation_store.task_contents hc on hc.id = h.content_id
  where h.task_id = r.task_id and ${visibleAt('h.xid', snapshot)}
    and not (h.removed_xid is not null and ${visibleAt('h.removed_xid', snapshot)})`;
