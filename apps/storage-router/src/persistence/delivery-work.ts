import { DeliverySliceDue } from '@hub/event-contracts';
import type { Transactions } from '@hub/outbox';
import { SlicedWork, type SlicedWorkOptions } from '@hub/sliced-work';
import type { DataSource } from 'typeorm';
import {
  checkpointSchema,
  deliveryContextSchema,
  deliveryOutcomeSchema,
  partRangeSchema,
  type Checkpoint,
  type DeliveryContext,
  type DeliveryOutcome,
  type PartRange,
} from '../deliver/delivery-job.js';
import type { DeliveryWork, DeliveryWorker } from '../deliver/delivery-worker.js';
import { schema } from './router-database.js';

/** Deliveries as sliced work on the service's own tables. */
export function deliveryWork(
  dataSource: DataSource,
  transactions: Transactions,
  worker: DeliveryWorker,
  retries: Pick<SlicedWorkOptions<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>, 'backoffMs' | 'patienceMs'>,
): DeliveryWork {
  const schemas = {
    context: deliveryContextSchema,
    input: partRangeSchema,
    result: checkpointSchema,
    outcome: deliveryOutcomeSchema,
  };
  const work = new SlicedWork({ transactions, dataSource, schema, due: DeliverySliceDue, schemas, worker, ...retries });
  worker.work = work;
  return work;
}
