import type { ExportRequest } from '../exports/export-request.js';
import type { ResolvedRequest } from '../exports/resolve-request.js';
import type { ContinuousDelivery, DeliverySettings } from './continuous-delivery.js';
import { usableFor } from './chain-base.js';

/** A batch as somebody would ask for it. It never joins another build: the chain is made of its own moments. */
export function batchRequest(settings: DeliverySettings): ExportRequest {
  const { stages, format, include, converter, quarantine, sendEmail, notify } = settings;
  return {
    type: 'task',
    format,
    finalLineFeed: false,
    stages,
    include,
    converter,
    quarantine,
    reuse: false,
    sendEmail,
    notify,
  };
}

/** The next batch of a delivery. */
export function resolvedBatch(delivery: ContinuousDelivery): ResolvedRequest {
  const { id, settings, selection, base, batches } = delivery;
  const since = usableFor(selection, base);
  const { finalLineFeed: _, ...asked } = batchRequest(settings);
  const echo = {
    ...asked,
    selectedTasks: null,
    // the very first one starts from the moment of the delivery, which is no export
    ...(since && since.exportId !== id && { since: since.exportId }),
    continuous: { deliveryId: id, batch: batches + 1, path: settings.path },
  };
  return { echo, selection, since: since && { exportId: since.exportId, snapshot: since.snapshot } };
}
