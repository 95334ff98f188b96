import type { Tx } from '@hub/outbox';
import type { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { jobIdOf, type Delivery } from './delivery.js';
import type { DeliveryContext, DeliveryPlan } from './delivery-job.js';
import type { DeliveryWork } from './delivery-worker.js';

export interface NewJob {
  readonly plan: DeliveryPlan;
  /** The caller does a job of one slice by itself, after its commit. */
  readonly inline: boolean;
}

/** Writes a delivery that begins from nothing, and plans its job. */
export async function beginJob(
  tx: Tx,
  deliveries: DeliveriesRepository,
  work: Pick<DeliveryWork, 'plan'>,
  delivery: Delivery,
  { plan, inline }: NewJob,
): Promise<void> {
  await deliveries.put(tx.manager, delivery);
  const { exportId, kind, storageId, bucket, key, bytes, request } = delivery;
  const context: DeliveryContext = {
    ...{ exportId, kind, organizationId: request.organizationId, storageId, bucket, key, bytes },
    descriptorKey: request.archive.descriptor.key,
    partBytes: plan.partBytes,
  };
  // one slice after the other: the hash needs the order
  await work.plan(tx, { id: jobIdOf(delivery), width: 1, context, correlationId: exportId, inline }, plan.ranges);
}
