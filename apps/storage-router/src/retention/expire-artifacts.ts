import { Injectable } from '@nestjs/common';
import { announceExpired } from '../deliver/announcements.js';
import { Buckets } from '../deliver/buckets.js';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { DueDeliveriesRepository } from '../persistence/due-deliveries.repository.js';
import { RetentionSettings } from './retention-settings.js';
import { SweepOneByOne } from './sweep-one-by-one.js';

/**
 * Removes delivered objects of the default bucket after their time, which begins with the last export that got them as
 * its file. The object goes first: what is called expired is gone. Customers' buckets are never touched.
 */
@Injectable()
export class ExpireArtifacts {
  constructor(
    private readonly sweep: SweepOneByOne,
    private readonly due: DueDeliveriesRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many were removed or put aside. */
  async execute(): Promise<number> {
    const { artifactMs } = this.settings;
    if (artifactMs === 0) return 0;
    return this.sweep.execute({
      name: 'artifacts',
      next: (tx) => this.due.expired(tx.manager, artifactMs),
      sweep: async (tx, delivery) => {
        const bucket = await this.buckets.at(delivery, delivery.request.organizationId);
        await bucket.delete(delivery.key);
        await this.deliveries.change(tx.manager, delivery, { state: 'expired' });
        await announceExpired(tx, delivery);
      },
      postpone: (tx, delivery) => this.due.postpone(tx.manager, delivery),
    });
  }
}
