import type { DataOf, ExportProgressed } from '@hub/event-contracts';
import { secondsLeft, tenths } from '@hub/sliced-work';
import type { ConversionContext } from './conversion-context.js';

/** Seconds since the run began, and slices per second of late. */
export interface ConversionPace {
  readonly elapsed: number;
  readonly perSecond: number | null;
}

/** How far a conversion is. Slices are of about equal size: tasks, and the bytes of the original archive, go with them. */
export function conversionProgress(
  { exportId, projectId, organizationId, archive }: ConversionContext,
  { slices, finished }: { readonly slices: number; readonly finished: number },
  { elapsed, perSecond }: ConversionPace,
): DataOf<typeof ExportProgressed> {
  const total = { tasks: archive.reconciliation.exported + archive.reconciliation.empty, bytes: archive.bytes };
  const shareOf = (part: number) => ({
    tasks: (total.tasks * part) / Math.max(1, slices),
    bytes: (total.bytes * part) / Math.max(1, slices),
  });
  const done = shareOf(finished);
  const rate = perSecond === null ? null : shareOf(perSecond);
  return {
    exportId,
    projectId,
    organizationId,
    step: 'convert',
    done: { tasks: Math.round(done.tasks), bytes: Math.round(done.bytes) },
    total,
    elapsed: tenths(elapsed),
    remaining: secondsLeft(slices - finished, perSecond),
    rate: rate && { tasks: tenths(rate.tasks), bytes: Math.round(rate.bytes) },
  };
}
