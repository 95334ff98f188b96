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
