import type { EntityManager } from 'typeorm';
import type { Unwritable } from '@hub/annotations';
import { notFound } from '@hub/failures';
import type { Durations } from '../heads/heads.js';
import type { StoredContent } from './contents.js';

/** A task as it is now, locked until the transaction ends. Durations are milliseconds. */
export interface TaskState extends Durations, StoredContent {
  readonly taskId: string;
  readonly assetId: string;
  readonly projectId: string;
  readonly kind: string;
  readonly rev: number;
  readonly stageId: string;
  readonly stage: string;
  readonly type: string;
  readonly batchIds: readonly string[];
  readonly batches: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly externalId: string;
  readonly assetHead: string;
  readonly assetUnwritable: readonly Unwritable[] | null;
  readonly tracked: boolean;
}

/** Locks in the order of ids, so that two writers of the same tasks wait for each other instead of failing. */
const lock = `select id from annotation_store.tasks where id = any($1) and deleted_at is null order by id for update`;

// a second statement: it must see what the lock waited for
const load = `
select t.id as "taskId", t.asset_id as "assetId", t.project_id as "projectId", a.kind, t.rev,
  t.stage_id as "stageId", r.stage, t.type, r.batch_ids as "batchIds", r.batches,
  to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
  to_char(r.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt", r.updated_by as "updatedBy",
  r.external_id as "externalId", r.asset_head as "assetHead", r.asset_unwritable as "assetUnwritable", r.tracked,
  r.content_id::float8 as "contentId", r.bytes::float8 as bytes, r.bytes_with_metadata::float8 as "bytesWithMetadata",
  r.annotations, r.tracks, r.frames::float8 as frames, r.content_unwritable as "contentUnwritable",
  t.duration::float8 as duration, t.blur_duration::float8 as "blurDuration", t.idle_duration::float8 as "idleDuration",
  t.total_duration::float8 as "totalDuration", t.total_blur_duration::float8 as "totalBlurDuration",
  t.total_idle_duration::float8 as "totalIdleDuration"
from annotation_store.tasks t
join annotation_store.assets a on a.id = t.asset_id
join annotation_store.task_revisions r on r.task_id = t.id and r.rev = t.rev
where t.id = any($1) and t.deleted_at is null
order by t.seq`;

/** The tasks that exist, in the order of their assets. */
export async function lockTasks(manager: EntityManager, taskIds: readonly string[]): Promise<TaskState[]> {
  await manager.query(lock, [taskIds]);
  return manager.query<TaskState[]>(load, [taskIds]);
}

/** Throws Failure `not-found`. */
export async function lockTask(manager: EntityManager, taskId: string): Promise<TaskState> {
  const [task] = await lockTasks(manager, [taskId]);
  if (!task) throw notFound('There is no such task.', { field: 'taskId', value: taskId });
  return task;
}
