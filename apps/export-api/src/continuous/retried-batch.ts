import type { Destination } from '@hub/event-contracts';
import { conflict } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import type { Export } from '../exports/export.js';
import { ContinuousDeliveriesRepository } from '../persistence/continuous-deliveries.repository.js';
import { batchDestination } from './batch-destination.js';

/** What another run of an export has to mind when it is a batch of a continuous delivery. Others pass. */
@Injectable()
export class RetriedBatch {
  constructor(
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly storage: StorageRouterClient,
  ) {}

  /** Where it goes now. Throws Failure `storage-router-unavailable`. */
  async destination({ projectId, request }: Pick<Export, 'projectId' | 'request'>): Promise<Destination | null> {
    const wanted = await this.storage.destination(projectId);
    if (!request.continuous) return wanted;
    const { deliveryId, batch, path } = request.continuous;
    const delivery = await this.deliveries.find(projectId);
    return batchDestination(wanted, delivery?.id === deliveryId ? delivery.settings.path : path, batch);
  }

  /**
   * Before the export is locked: the delivery waits until the run is begun. Throws Failure `conflict` when the tasks of
   * the batch are delivered by another one, since they would come twice.
   */
  async assertCurrent(tx: Tx, { id, projectId, request }: Pick<Export, 'id' | 'projectId' | 'request'>): Promise<void> {
    if (!request.continuous) return;
    const delivery = await this.deliveries.lock(tx.manager, projectId);
    if (delivery?.id !== request.continuous.deliveryId) return;
    if (delivery.underWay && delivery.batchExportId === id) return;
    throw conflict('This batch was given up: its tasks come with the next one of the continuous delivery.', {
      field: 'id',
      value: id,
      expected: 'the latest batch',
    });
  }
}
