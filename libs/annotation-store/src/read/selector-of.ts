import type { DeltaBase, ExportSelection, Snapshot } from '@hub/event-contracts';
import type { TaskSelector } from './annotation-source.js';

/** What a request chooses, at which moment; `since` is the base of a delta. */
export interface ChosenTasks {
  readonly projectId: string;
  readonly snapshot: Snapshot;
  readonly since?: DeltaBase | null;
  readonly selection: ExportSelection;
}

/** How the store is asked for it. */
export const selectorOf = ({ projectId, snapshot, since, selection }: ChosenTasks): TaskSelector => ({
  projectId,
  snapshot,
  since: since?.snapshot,
  stageIds: selection.stageIds,
  batchIds: selection.batchIds,
  taskIds: selection.taskIds,
  taskTypes: selection.taskTypes,
  updatedAt: selection.updatedAt,
  createdAt: selection.createdAt,
});
