import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { announceExpired } from '../deliver/announcements.js';
import { Buckets } from '../deliver/buckets.js';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { RetentionSettings } from './retention-settings.js';

const batch = 50;

/** Removes delivered objects after their time. The object goes first: what is called expired is gone. */
@Injectable()
export class ExpireArtifacts {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: DeliveriesRepository,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many were removed. */
  async execute(now: Date): Promise<number> {
    const { artifactMs } = this.settings;
    if (artifactMs === 0) return 0;
    const old = await this.deliveries.delivered(new Date(now.getTime() - artifactMs), batch);
    for (const delivery of old) {
      const bucket = await this.buckets.at(delivery, delivery.request.organizationId);
      await bucket.delete(delivery.key);
      await this.transactions.run(async (tx) => {
        const locked = await this.deliveries.lock(tx.manager, delivery);
        if (locked?.state !== 'delivered') return;
        await this.deliveries.change(tx.manager, delivery, { state: 'expired' });
        await announceExpired(tx, delivery);
      });
    }
    return old.length;
  }
}
