import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import {
  ContinuousDeliveriesRepository,
  type DeliveryChange,
} from '../persistence/continuous-deliveries.repository.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import type { ContinuousDelivery, Standstill } from './continuous-delivery.js';
import { nextStep } from './next-step.js';
import { OfferBatch } from './offer-batch.js';
import { SettleBatch } from './settle-batch.js';

/** Brings the delivery that is due one step further. Killed at any line, the step is done again or was done. */
@Injectable()
export class AdvanceDelivery {
  constructor(
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
    private readonly settle: SettleBatch,
    private readonly offer: OfferBatch,
  ) {}

  /** False when none was due. */
  async execute(): Promise<boolean> {
    const claimed = await this.transactions.run(({ manager }) => this.deliveries.claim(manager));
    if (!claimed) return false;
    const batch = claimed.batchExportId ? await this.exports.find(claimed.batchExportId) : null;
    const now = await this.deliveries.now();
    const step = nextStep(claimed, batch, now);
    switch (step.kind) {
      case 'await':
        // its end wakes us; without that word the claim ends
        if (claimed.standstill) await this.stand(claimed, null);
        break;
      case 'retry-later':
        await this.stand(claimed, null, { lookAt: step.at });
        break;
      case 'stand-still':
        await this.stand(claimed, step.standstill);
        break;
      case 'look': {
        const look = await this.offer.execute(claimed, now);
        if (look.kind === 'stand-still') await this.stand(claimed, look.standstill);
        if (look.kind === 'later') await this.later(claimed, look.at, look.change);
        break;
      }
      default: {
        const standstill = await this.settle.execute(claimed);
        if (standstill) await this.stand(claimed, standstill);
      }
    }
    return true;
  }

  /** Nothing is written while all stays as it is: who reads the delivery for a change is not disturbed. */
  private async later(looked: ContinuousDelivery, at: Date, change: DeliveryChange): Promise<void> {
    if (looked.standstill || Object.keys(change).length > 0) return this.stand(looked, null, { ...change, lookAt: at });
    await this.transactions.run(({ manager }) => this.deliveries.lookAgain(manager, looked, at));
  }

  private async stand(
    looked: ContinuousDelivery,
    standstill: Standstill | null,
    change: DeliveryChange = {},
  ): Promise<void> {
    const known = looked.standstill?.code === standstill?.code && looked.standstill?.message === standstill?.message;
    if (known && Object.keys(change).length === 0) return;
    await this.transactions.run(async ({ manager }) => {
      const current = await this.deliveries.lockUnchanged(manager, looked);
      if (!current) return;
      const since = known ? current.standingSince : await this.deliveries.now(manager);
      await this.deliveries.save(manager, current, { ...change, standstill, standingSince: standstill && since });
    });
  }
}
