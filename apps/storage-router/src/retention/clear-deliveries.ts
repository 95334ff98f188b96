import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { hasMarks } from '../deliver/conclude-delivery.js';
import type { Delivery } from '../deliver/delivery.js';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { RetentionSettings } from './retention-settings.js';

const batch = 50;
/** Longer than any slice: nobody works on a delivery any more that was cancelled so long ago. */
const cancelledMs = 10 * 60 * 1000;

/** Clears away what ended deliveries left at their destination: unfinished uploads, and an object that came after the cancellation. */
@Injectable()
export class ClearDeliveries {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: DeliveriesRepository,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many deliveries were cleared. */
  async execute(now: Date): Promise<number> {
    const before = (ms: number): Date => new Date(now.getTime() - ms);
    const left = [
      ...(await this.deliveries.uncleared(['cancelled'], before(cancelledMs), batch)),
      ...(await this.deliveries.uncleared(['failed', 'delivered'], before(this.settings.uploadMs), batch)),
    ];
    for (const delivery of left) await this.clear(delivery);
    return left.length;
  }

  /** The row is held meanwhile, so that a retry does not go on with an upload that is being aborted. */
  private async clear(delivery: Delivery): Promise<void> {
    await this.transactions.run(async (tx) => {
      const locked = await this.deliveries.lock(tx.manager, delivery);
      if (locked?.state !== delivery.state || locked.run !== delivery.run) return;
      const bucket = await this.buckets.at(delivery, delivery.request.organizationId);
      for await (const upload of bucket.uploads.unfinished(delivery.key)) {
        if (upload.key === delivery.key) await bucket.uploads.abort(upload.key, upload.uploadId);
      }
      if (delivery.state === 'cancelled') {
        const facts = await bucket.head(delivery.key);
        if (facts && hasMarks(facts, delivery)) await bucket.delete(delivery.key);
      }
      await this.deliveries.change(tx.manager, delivery, { clearedAt: new Date() });
    });
  }
}
