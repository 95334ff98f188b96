import type { TaskSelector } from '@hub/annotation-store';
import { ExportRequested, type DataOf } from '@hub/event-contracts';
import { z } from 'zod';
import { plannedPieceSchema } from './slice-result.js';

/** What a build job keeps: the request as it came, and the first piece of its plan. */
export const buildContextSchema = z.object({
  request: ExportRequested.schema,
  plan: plannedPieceSchema,
});
export type BuildContext = z.infer<typeof buildContextSchema>;
export type ExportRequest = DataOf<typeof ExportRequested>;

export const selectorOf = ({ projectId, snapshot, since, selection }: ExportRequest): TaskSelector => ({
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
