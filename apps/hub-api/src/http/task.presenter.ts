import type { Answer } from '@hub/annotation-store';
import type { HistoryRow } from '../persistence/stage-history.repository.js';
import type { TaskRow } from '../persistence/tasks.repository.js';
import type { Project } from '../projects/project.js';

/** A task as `/v2` shows it; `stage` is the stage's id. */
export function presentTask(task: TaskRow, project: Project, answer?: Answer): Record<string, unknown> {
  const stage = project.stages.find(({ id }) => id === task.stageId);
  return {
    _id: task.id,
    project: task.projectId,
    asset: task.asset,
    stage: task.stageId,
    stageName: stage?.name ?? task.stageId,
    type: task.type,
    status: task.status,
    reviewStatus: task.reviewStatus,
    assignee: task.assignee,
    priority: task.priority,
    batches: task.batches,
    duration: task.duration,
    totalDuration: task.totalDuration,
    openIssuesCount: task.openIssuesCount,
    isBenchmark: task.isBenchmark,
    isDraft: false,
    isSkipped: false,
    createdAt: task.createdAt.toISOString(),
    createdBy: task.createdBy,
    updatedAt: task.updatedAt.toISOString(),
    updatedBy: task.updatedBy,
    ...(answer && { answer }),
  };
}

/** Only the members named, and those clients always need. */
export function selectFields(task: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  const wanted = new Set(['_id', 'project', 'asset', ...fields]);
  return Object.fromEntries(Object.entries(task).filter(([name]) => wanted.has(name)));
}

export const presentHistory = ({ taskId, entry }: HistoryRow): Record<string, unknown> => ({
  ...entry,
  labelTask: taskId,
});
