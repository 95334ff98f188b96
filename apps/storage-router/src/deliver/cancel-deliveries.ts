import type { Envelope } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { SlicedWork } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { databaseNow } from '../persistence/database-clock.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';
import { jobIdOf } from './delivery.js';
import type { Checkpoint, DeliveryContext, DeliveryOutcome, PartRange } from './delivery-job.js';

/** Stops what is on its way and keeps what comes later from beginning. A slice that still runs is dropped; the sweep clears up. */
@Injectable()
export class CancelDeliveries {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: DeliveriesRepository,
    private readonly ended: EndedExportsRepository,
    private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>,
  ) {}

  async execute(event: Envelope, exportId: string): Promise<void> {
    await this.transactions.once('storage-router', event, async (tx) => {
      await this.ended.add(tx.manager, exportId, 'cancelled');
      const endedAt = await databaseNow(tx.manager);
      for (const delivery of await this.deliveries.ofExport(tx.manager, exportId)) {
        // the job first, as everywhere: it decides whether the delivery still can be stopped
        if (!(await this.work.cancel(tx, jobIdOf(delivery)))) continue;
        await this.deliveries.change(tx.manager, delivery, { state: 'cancelled', endedAt });
      }
    });
  }
}
