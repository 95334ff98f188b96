import type { ArchiveBuilt, DataOf } from '@hub/event-contracts';
import type { ExportRequest } from './build-context.js';
import type { BuildOutcome } from './slice-result.js';

/** The fact of a finished build, in the run that asks for it now. */
export function archiveBuilt(
  request: ExportRequest,
  attempt: number,
  { archive }: BuildOutcome,
): DataOf<typeof ArchiveBuilt> {
  const { exportId, organizationId, projectId, projectName, selection, converter, destination, requestedAt } = request;
  const context = { exportId, attempt, organizationId, projectId, projectName, format: selection.format, converter };
  const { converterOptions, plugin } = request;
  return { ...context, converterOptions, plugin, destination, requestedAt, archive };
}
