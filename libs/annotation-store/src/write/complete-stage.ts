import type { EntityManager } from 'typeorm';
import { newId } from '@hub/annotations';
import { historyHead } from './heads/heads.js';
import { bulkInsert } from './rows/bulk-insert.js';
import { historyColumns } from './rows/history.js';
import { projectContext } from './rows/project-context.js';
import { reviseTasks } from './rows/revisions.js';
import { lockTask, type TaskState } from './rows/task-state.js';
import type { CompleteContext } from './task-writer.js';

/** Closes the present stage with a history entry, which keeps the content it closed, and puts the task into `stageId`. */
export async function completeStage(
  manager: EntityManager,
  taskId: string,
  stageId: string,
  context: CompleteContext,
): Promise<void> {
  const task = await lockTask(manager, taskId);
  const stage = (await projectContext(manager, task.projectId)).stageName(stageId);
  const at = new Date().toISOString();
  await insertEntry(manager, task, context, at);
  await reviseTasks(manager, [
    {
      ...task,
      rev: task.rev + 1,
      stageId,
      stage,
      updatedAt: at,
      updatedBy: context.by,
      duration: 0,
      blurDuration: 0,
      idleDuration: 0,
    },
  ]);
}

async function insertEntry(
  manager: EntityManager,
  task: TaskState,
  context: CompleteContext,
  at: string,
): Promise<void> {
  const [last] = await manager.query<{ n: number }[]>(
    `select coalesce(max(n), 0)::int as n from annotation_store.stage_history where task_id = $1`,
    [task.taskId],
  );
  const id = newId();
  const start = task.stageId === 'Start';
  const head = historyHead({
    id,
    stage: task.stage,
    stageId: task.stageId,
    duration: task.duration,
    completedAt: at,
    ...(!start && { completedBy: context.by, taskHistory: newId() }),
    reviewStatus: context.reviewStatus,
  });
  const row = [id, task.taskId, (last?.n ?? 0) + 1, head, task.stageId, at, start ? null : context.by, task.contentId];
  await bulkInsert(manager, 'stage_history', historyColumns, [row]);
}
