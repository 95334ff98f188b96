import { ExportProgressed, type DataOf } from '@hub/event-contracts';
import type { BuildContext } from './build-context.js';

export interface BuildDone {
  /** Selected tasks dealt with: exported, empty or quarantined. */
  readonly tasks: number;
  /** Plain bytes written. */
  readonly bytes: number;
  readonly slices: number;
}

/**
 * What is done so far. Slices are of about equal size, so time goes with slices; nothing is promised before the first
 * is done. The bytes in all are the plan's estimate, corrected by what the slices so far turned out to be.
 */
export function progressOf(
  { request, plan, startedAt }: BuildContext,
  done: BuildDone,
  slices: number,
  now: Date,
): DataOf<typeof ExportProgressed> {
  const elapsed = Math.max(0, (now.getTime() - Date.parse(startedAt)) / 1000);
  const share = slices === 0 ? 1 : done.slices / slices;
  return {
    exportId: request.exportId,
    projectId: request.projectId,
    organizationId: request.organizationId,
    step: 'build',
    done: { tasks: done.tasks, bytes: done.bytes },
    total: { tasks: plan.tasks, bytes: share > 0 ? Math.max(done.bytes, Math.round(done.bytes / share)) : plan.bytes },
    elapsed,
    remaining: share > 0 ? Math.round((elapsed / share - elapsed) * 10) / 10 : null,
  };
}
