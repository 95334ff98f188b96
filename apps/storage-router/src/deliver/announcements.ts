import { ArtifactDelivered, ArtifactExpired, ExportProgressed, StepFailed } from '@hub/event-contracts';
import type { Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import { locationOf, type Delivery } from './delivery.js';
import { deliveryProgress } from './delivery-progress.js';
import { remedyOf } from './remedies.js';

/** The artifact is durable at its destination and was verified there. */
export function announceDelivered(tx: Tx, delivery: Delivery & { readonly sha256: string }): Promise<void> {
  const { kind: _kind, ...context } = delivery.request;
  const { exportId, attempt, kind, fileName, bytes, sha256 } = delivery;
  const artifact = { kind, fileName, bytes, sha256, location: locationOf(delivery) };
  return tx.publish(ArtifactDelivered, exportId, { ...context, attempt, artifact });
}

export function announceFailure(
  tx: Tx,
  delivery: Pick<Delivery, 'exportId' | 'attempt' | 'storageId' | 'bucket' | 'key'>,
  failure: Failure,
): Promise<void> {
  const { exportId, attempt } = delivery;
  const { code, fault } = failure;
  // the words of an unknown error are for the log
  const message =
    code === 'unexpected'
      ? 'Something went wrong on our side while the file was delivered.'
      : failure.message.slice(0, 2000);
  const retryable = fault === 'transient' || fault === 'hub' || code === 'upload-lost';
  return tx.publish(StepFailed, exportId, {
    exportId,
    attempt,
    failure: { step: 'deliver', code, fault, retryable, message, remedy: remedyOf(code, delivery) },
  });
}

export const announceProgress = (tx: Tx, delivery: Delivery, doneBytes: number, now: Date): Promise<void> =>
  tx.publish(ExportProgressed, delivery.exportId, deliveryProgress(delivery, doneBytes, now));

export const announceExpired = (tx: Tx, { exportId, kind }: Delivery): Promise<void> =>
  tx.publish(ArtifactExpired, exportId, { exportId, kind });
