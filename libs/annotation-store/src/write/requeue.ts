import type { EntityManager } from 'typeorm';
import { emptyContent } from './rows/contents.js';
import { projectContext } from './rows/project-context.js';
import { reviseTasks, type NewRevision } from './rows/revisions.js';
import { lockTasks } from './rows/task-state.js';
import type { RequeueOptions, WriteContext } from './task-writer.js';

/** Moves tasks without a history entry. Tasks that do not exist are left out; returns how many moved. */
export async function requeue(
  manager: EntityManager,
  taskIds: readonly string[],
  stageId: string,
  options: RequeueOptions,
  context: WriteContext,
): Promise<number> {
  const tasks = await lockTasks(manager, taskIds);
  const updatedAt = new Date().toISOString();
  const stages = new Map<string, string>();
  for (const { projectId } of tasks) {
    if (!stages.has(projectId)) stages.set(projectId, (await projectContext(manager, projectId)).stageName(stageId));
  }
  const revisions = tasks.map((task): NewRevision => ({
    ...task,
    rev: task.rev + 1,
    stageId,
    stage: stages.get(task.projectId) as string,
    ...(options.removeAnnotations && emptyContent),
    duration: 0,
    blurDuration: 0,
    idleDuration: 0,
    updatedAt,
    updatedBy: context.by,
  }));
  await reviseTasks(manager, revisions);
  const moved = tasks.map((task) => task.taskId);
  if (options.removeAssignee)
    await manager.query(`update annotation_store.tasks set assignee = null where id = any($1)`, [moved]);
  if (options.removeStageHistory) await manager.query(removeHistory, [moved]);
  return moved.length;
}

// older snapshots still show the entries
const removeHistory = `update annotation_store.stage_history set removed_xid = pg_current_xact_id()
where task_id = any($1) and removed_xid is null`;
