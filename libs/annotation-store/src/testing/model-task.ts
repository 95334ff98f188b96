/** What a stage was closed with. */
export interface ModelEntry {
  readonly stage: string;
  readonly objects: readonly string[];
  readonly broken: boolean;
}

/** What an export must show of a task, kept beside the store by a spec. */
export interface ModelTask {
  readonly taskId: string;
  readonly assetId: string;
  readonly externalId: string;
  readonly video: boolean;
  readonly stage: string;
  readonly batchIds: readonly string[];
  /** Object ids of the tools in order; of a video one for each key frame. */
  readonly objects: readonly string[];
  /** The present answer cannot be written. */
  readonly broken: boolean;
  readonly history: readonly ModelEntry[];
  readonly metadata: object;
  readonly deleted: boolean;
  /** Counts the changes. */
  readonly rev: number;
}

/** A project as it was at one instant. A value: a change makes another one. */
export interface ModelProject {
  /** In the order of creation. */
  readonly tasks: readonly ModelTask[];
  readonly batchNames: Readonly<Record<string, string>>;
}

export interface ModelFilter {
  readonly stageIds?: readonly string[];
  readonly batchIds?: readonly string[];
  readonly taskIds?: readonly string[];
}

export const showsTask = (task: ModelTask, { stageIds, batchIds, taskIds }: ModelFilter): boolean =>
  !task.deleted &&
  (!taskIds || taskIds.includes(task.taskId)) &&
  (!stageIds || stageIds.includes(task.stage)) &&
  (!batchIds || task.batchIds.some((id) => batchIds.includes(id)));

export const isBroken = (task: ModelTask, { history }: { history: boolean }): boolean =>
  task.broken || (history && task.history.some((entry) => entry.broken));

/** Tasks of a delta from `base` to `now`, by id, and the reasons of those it removes. */
export function modelDelta(
  base: ModelProject,
  now: ModelProject,
  filter: ModelFilter,
): { changes: Record<string, 'added' | 'changed'>; removed: Record<string, 'deleted' | 'not-selected'> } {
  const then = new Map(base.tasks.filter((task) => showsTask(task, filter)).map((task) => [task.taskId, task]));
  const changes: Record<string, 'added' | 'changed'> = {};
  const removed: Record<string, 'deleted' | 'not-selected'> = {};
  for (const task of now.tasks) {
    const before = then.get(task.taskId);
    if (showsTask(task, filter)) {
      if (!before) changes[task.taskId] = 'added';
      else if (before.rev !== task.rev) changes[task.taskId] = 'changed';
    } else if (before) removed[task.taskId] = task.deleted ? 'deleted' : 'not-selected';
  }
  return { changes, removed };
}
