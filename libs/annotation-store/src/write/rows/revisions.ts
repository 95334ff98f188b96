import type { EntityManager } from 'typeorm';
import { durationsText, taskHead } from '../heads/heads.js';
import { arrayText, bulkInsert, type Cell } from './bulk-insert.js';
import type { TaskState } from './task-state.js';

/** A revision to be: the whole task as it shall be seen from now on. */
export type NewRevision = Omit<TaskState, 'kind' | 'assetId'> & { readonly deleted?: boolean };

const columns = [
  'task_id',
  'rev',
  'deleted',
  'stage_id',
  'stage',
  'type',
  'batch_ids',
  'batches',
  'created_at',
  'updated_at',
  'updated_by',
  'asset_head',
  'task_head',
  'durations',
  'head_bytes',
  'asset_unwritable',
  'tracked',
  'content_id',
  'project_id',
  'external_id',
  'bytes',
  'bytes_with_metadata',
  'annotations',
  'tracks',
  'frames',
  'content_unwritable',
] as const;

/** Appends revisions; `xid` is the transaction's, by the column's default. */
export const insertRevisions = (manager: EntityManager, revisions: readonly NewRevision[]): Promise<void> =>
  bulkInsert(manager, 'task_revisions', columns, revisions.map(revisionRow));

/** Appends revisions of existing tasks and brings their present state up to date. */
export async function reviseTasks(manager: EntityManager, revisions: readonly NewRevision[]): Promise<void> {
  if (revisions.length === 0) return;
  await insertRevisions(manager, revisions);
  // only what the statement reads: Postgres refuses half a surrogate pair anywhere in the text it takes apart
  const state = revisions.map(
    ({ externalId: _e, assetHead: _h, assetUnwritable: _u, stage: _s, batches: _b, ...r }) => ({
      ...r,
      deletedAt: r.deleted ? r.updatedAt : null,
    }),
  );
  await manager.query(updateTasks, [JSON.stringify(state)]);
}

const updateTasks = `
update annotation_store.tasks t set
  rev = n.rev, stage_id = n."stageId", type = n.type, updated_at = n."updatedAt", updated_by = n."updatedBy",
  duration = n.duration, blur_duration = n."blurDuration", idle_duration = n."idleDuration",
  total_duration = n."totalDuration", total_blur_duration = n."totalBlurDuration", total_idle_duration = n."totalIdleDuration",
  deleted_at = n."deletedAt"
from json_to_recordset($1::json) as n ("taskId" text, rev int, "stageId" text, type text, "updatedAt" timestamptz, "updatedBy" text,
  duration bigint, "blurDuration" bigint, "idleDuration" bigint, "totalDuration" bigint, "totalBlurDuration" bigint,
  "totalIdleDuration" bigint, "deletedAt" timestamptz)
where t.id = n."taskId"`;

function revisionRow(r: NewRevision): Cell[] {
  const head = taskHead(r);
  const durations = durationsText(r);
  return [
    r.taskId,
    r.rev,
    r.deleted ?? false,
    r.stageId,
    r.stage,
    r.type,
    arrayText(r.batchIds),
    arrayText(r.batches),
    r.createdAt,
    r.updatedAt,
    r.updatedBy,
    r.assetHead,
    head,
    durations,
    Buffer.byteLength(r.assetHead) + Buffer.byteLength(head),
    r.assetUnwritable && JSON.stringify(r.assetUnwritable),
    r.tracked,
    r.contentId,
    r.projectId,
    r.externalId,
    r.bytes,
    r.bytesWithMetadata,
    r.annotations,
    r.tracks,
    r.frames,
    r.contentUnwritable,
  ];
}
