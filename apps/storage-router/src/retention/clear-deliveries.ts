import { Failure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { hasMarks } from '../deliver/conclude-delivery.js';
import type { Delivery } from '../deliver/delivery.js';
import { DueDeliveriesRepository } from '../persistence/due-deliveries.repository.js';
import { RetentionSettings } from './retention-settings.js';
import { SweepOneByOne } from './sweep-one-by-one.js';

/** Clears away what ended deliveries left at their destination: unfinished uploads, and an object that came after the cancellation. */
@Injectable()
export class ClearDeliveries {
  constructor(
    private readonly sweep: SweepOneByOne,
    private readonly due: DueDeliveriesRepository,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many deliveries were cleared or put aside. The row is held meanwhile, so that no retry goes on with an upload that is being aborted. */
  execute(): Promise<number> {
    return this.sweep.execute({
      name: 'deliveries',
      next: (tx) => this.due.uncleared(tx.manager, this.settings.uploadMs),
      sweep: async (tx, delivery) => {
        const bucket = await this.destinationOf(delivery);
        if (bucket) await clear(bucket, delivery);
        await this.due.cleared(tx.manager, delivery);
      },
      postpone: (tx, delivery) => this.due.postponeClearing(tx.manager, delivery),
    });
  }

  /** Null when its storage was removed: nobody can clear there any more. */
  private async destinationOf(delivery: Delivery): Promise<Bucket | null> {
    try {
      return await this.buckets.at(delivery, delivery.request.organizationId);
    } catch (error) {
      if (delivery.storageId !== null && error instanceof Failure && error.code === 'not-found') return null;
      throw error;
    }
  }
}

async function clear(bucket: Bucket, delivery: Delivery): Promise<void> {
  for await (const upload of bucket.uploads.unfinished(delivery.key)) {
    if (upload.key === delivery.key) await bucket.uploads.abort(upload.key, upload.uploadId);
  }
  if (delivery.state !== 'cancelled') return;
  const facts = await bucket.head(delivery.key);
  if (facts && hasMarks(facts, delivery)) await bucket.delete(delivery.key);
}
