import { Transactions, type Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import { announceRequest } from '../exports/announcements.js';
import type { Export } from '../exports/export.js';
import { retried } from '../exports/person-decisions.js';
import {
  ContinuousDeliveriesRepository,
  type DeliveryChange,
} from '../persistence/continuous-deliveries.repository.js';
import { ExportGroups } from '../persistence/export-groups.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { batchDestination } from './batch-destination.js';
import type { ContinuousDelivery, Standstill } from './continuous-delivery.js';
import { ExportRights } from './export-rights.js';
import { nextStep } from './next-step.js';

const none: DeliveryChange = { tries: 0, resume: false, standstill: null, standingSince: null };

/** Draws the consequence of a batch that ended: the next one may come, from it or from its base; or it is tried again. */
@Injectable()
export class SettleBatch {
  constructor(
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly exports: ExportsRepository,
    private readonly groups: ExportGroups,
    private readonly transactions: Transactions,
    private readonly storage: StorageRouterClient,
    private readonly rights: ExportRights,
  ) {}

  /** Gives why nothing may be done; null otherwise. Throws Failure `storage-router-unavailable`. */
  async execute(read: ContinuousDelivery): Promise<Standstill | null> {
    const right = await this.rights.of(read);
    const destination = right.granted ? await this.storage.destination(read.projectId) : null;
    return this.transactions.run(async (tx) => {
      const current = await this.deliveries.lockUnchanged(tx.manager, read);
      if (!current) return null;
      // a person may have tried it again a moment ago: what it is now counts, until we are through
      const batch = current.batchExportId ? await this.groups.lockMember(tx.manager, current.batchExportId) : null;
      const now = await this.deliveries.now(tx.manager);
      const step = nextStep(current, batch, now);
      if (step.kind === 'advance') {
        const { base } = step;
        await this.deliveries.save(tx.manager, current, {
          ...none,
          base,
          batches: current.batches + 1,
          underWay: false,
          lookAt: current.enabled ? now : null,
        });
      }
      if (step.kind === 'give-up')
        await this.deliveries.save(tx.manager, current, {
          ...none,
          underWay: false,
          lookAt: current.enabled ? now : null,
        });
      if (step.kind !== 'retry' || !batch) return null;
      if (!right.granted) return right.standstill;
      await this.retry(tx, batch, batchDestination(destination, current.settings.path, current.batches + 1));
      await this.deliveries.save(tx.manager, current, {
        ...none,
        tries: current.resume ? 0 : current.tries + 1,
      });
      return null;
    });
  }

  private async retry(tx: Tx, batch: Export, destination: Export['destination']): Promise<void> {
    await announceRequest(tx, await this.exports.save(tx.manager, batch, retried(batch, destination)));
  }
}
