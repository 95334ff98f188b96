import { DeliverySliceDue } from '@hub/event-contracts';
import type { Transactions } from '@hub/outbox';
import { SlicedWork } from '@hub/sliced-work';
import type { DataSource } from 'typeorm';
import {
  checkpointSchema,
  deliveryContextSchema,
  deliveryOutcomeSchema,
  partRangeSchema,
} from '../deliver/delivery-job.js';
import type { DeliveryWork, DeliveryWorker } from '../deliver/delivery-worker.js';
import { schema } from './router-database.js';

/** Deliveries as sliced work on the service's own tables. */
export function deliveryWork(
  dataSource: DataSource,
  transactions: Transactions,
  worker: DeliveryWorker,
  backoffMs: number,
): DeliveryWork {
  const schemas = {
    context: deliveryContextSchema,
    input: partRangeSchema,
    result: checkpointSchema,
    outcome: deliveryOutcomeSchema,
  };
  const work = new SlicedWork({ transactions, dataSource, schema, due: DeliverySliceDue, schemas, worker, backoffMs });
  worker.work = work;
  return work;
}
