import { Failure } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { SNAPSHOTS, type Snapshots } from '../exports/snapshots.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import type { ContinuousDelivery } from './continuous-delivery.js';
import { usableFor, waitsSince } from './chain-base.js';
import { CountChanges } from './count-changes.js';
import { deliveryView, type DeliveryView } from './delivery-view.js';

/** Says how a continuous delivery is getting on. */
@Injectable()
export class ShowDelivery {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly count: CountChanges,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
  ) {}

  async execute(delivery: ContinuousDelivery): Promise<DeliveryView> {
    const batch = delivery.batchExportId ? await this.exports.find(delivery.batchExportId) : null;
    const { projectId, selection } = delivery;
    const since = usableFor(selection, waitsSince(delivery, batch));
    const waiting = (await this.isReadable(since))
      ? await this.count.execute(projectId, selection, since, await this.snapshots.takeSnapshot())
      : null;
    return deliveryView(delivery, batch, waiting);
  }

  private async isReadable(since: ContinuousDelivery['base']): Promise<boolean> {
    if (!since) return true;
    try {
      await this.snapshots.assertReadable(since.snapshot);
      return true;
    } catch (error) {
      if (error instanceof Failure && error.code === 'snapshot-unreadable') return false;
      throw error;
    }
  }
}
