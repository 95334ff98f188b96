import type { Envelope } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { DueDeliveriesRepository } from '../persistence/due-deliveries.repository.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';
import { TicketsRepository } from '../persistence/tickets.repository.js';

/**
 * The export has left the history: nobody could take its tickets back any more, so they end with it. Audit entries stay
 * for their own time, files in customers' buckets for ever.
 */
@Injectable()
export class ForgetExport {
  constructor(
    private readonly transactions: Transactions,
    private readonly tickets: TicketsRepository,
    private readonly deliveries: DueDeliveriesRepository,
    private readonly ended: EndedExportsRepository,
  ) {}

  async execute(event: Envelope, exportId: string): Promise<void> {
    await this.transactions.once('storage-router', event, async ({ manager }) => {
      await this.tickets.revoke(manager, { exportId }, null);
      await this.deliveries.forget(manager, exportId);
      await this.ended.forget(manager, exportId);
    });
  }
}
