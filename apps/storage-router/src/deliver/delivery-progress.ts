import type { DataOf, ExportProgressed } from '@hub/event-contracts';
import { paceOf, secondsLeft, tenths } from '@hub/sliced-work';
import type { Delivery } from './delivery.js';

/** How far a delivery is; its marks hold what was delivered until now. Tasks go with the bytes. */
export function deliveryProgress(
  {
    exportId,
    bytes,
    request,
    startedAt,
    marks,
  }: Pick<Delivery, 'exportId' | 'bytes' | 'request' | 'startedAt' | 'marks'>,
  doneBytes: number,
  now: Date,
): DataOf<typeof ExportProgressed> {
  const { projectId, organizationId, archive } = request;
  const tasks = archive.reconciliation.selected;
  const pace = paceOf(marks);
  return {
    exportId,
    projectId,
    organizationId,
    step: 'deliver',
    done: { tasks: Math.floor((tasks * doneBytes) / bytes), bytes: doneBytes },
    total: { tasks, bytes },
    elapsed: tenths(Math.max(0, (now.getTime() - startedAt.getTime()) / 1000)),
    remaining: secondsLeft(bytes - doneBytes, pace),
    rate: pace === null ? null : { tasks: tenths((pace * tasks) / bytes), bytes: Math.round(pace) },
  };
}
