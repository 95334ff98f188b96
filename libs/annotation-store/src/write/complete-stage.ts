import type { EntityManager } from 'typeorm';
import { newId } from '@hub/annotations';
import { historyHead } from './heads/heads.js';
import { bulkInsert, type Cell } from './rows/bulk-insert.js';
import { historyColumns } from './rows/history.js';
import { projectContext } from './rows/project-context.js';
import { reviseTasks } from './rows/revisions.js';
import { lockTask, lockTasks, type TaskState } from './rows/task-state.js';
import type { CompleteContext } from './task-writer.js';

/** Closes the present stage with a history entry, which keeps the content it closed, and puts the task into `stageId`. */
export async function completeStage(
  manager: EntityManager,
  taskId: string,
  stageId: string,
  context: CompleteContext,
): Promise<void> {
  await complete(manager, [await lockTask(manager, taskId)], stageId, context);
}

/** The same for tasks of one project, with a handful of statements however many they are. */
export async function completeStages(
  manager: EntityManager,
  taskIds: readonly string[],
  stageId: string,
  context: CompleteContext,
): Promise<void> {
  await complete(manager, await lockTasks(manager, taskIds), stageId, context);
}

async function complete(
  manager: EntityManager,
  tasks: readonly TaskState[],
  stageId: string,
  context: CompleteContext,
): Promise<void> {
  const [first] = tasks;
  if (!first) return;
  const stage = (await projectContext(manager, first.projectId)).stageName(stageId);
  const at = new Date().toISOString();
  await insertEntries(manager, tasks, context, at);
  await reviseTasks(
    manager,
    tasks.map((task) => ({
      ...task,
      rev: task.rev + 1,
      stageId,
      stage,
      updatedAt: at,
      updatedBy: context.by,
      duration: 0,
      blurDuration: 0,
      idleDuration: 0,
    })),
  );
}

const lastEntries = `
select task_id as "taskId", max(n)::int as n from annotation_store.stage_history where task_id = any($1) group by task_id`;

async function insertEntries(
  manager: EntityManager,
  tasks: readonly TaskState[],
  context: CompleteContext,
  at: string,
): Promise<void> {
  const taskIds = tasks.map(({ taskId }) => taskId);
  const rows = await manager.query<{ taskId: string; n: number }[]>(lastEntries, [taskIds]);
  const last = new Map(rows.map(({ taskId, n }) => [taskId, n]));
  await bulkInsert(
    manager,
    'stage_history',
    historyColumns,
    tasks.map((task) => entryRow(task, (last.get(task.taskId) ?? 0) + 1, context, at)),
  );
}

function entryRow(task: TaskState, n: number, context: CompleteContext, at: string): Cell[] {
  const id = newId();
  const start = task.stageId === 'Start';
  const head = historyHead({
    id,
    stage: task.stage,
    stageId: task.stageId,
    duration: task.duration,
    completedAt: at,
    ...(!start && { completedBy: context.by, taskHistory: id }),
    reviewStatus: context.reviewStatus,
  });
  return [id, task.taskId, n, head, task.stageId, at, start ? null : context.by, task.contentId];
}
