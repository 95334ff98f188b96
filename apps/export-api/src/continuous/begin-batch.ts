import type { Snapshot } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import { announceRequest } from '../exports/announcements.js';
import { newExport } from '../exports/new-export.js';
import { ContinuousDeliveriesRepository } from '../persistence/continuous-deliveries.repository.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { batchDestination } from './batch-destination.js';
import { batchRequest, resolvedBatch } from './batch-request.js';
import type { ContinuousDelivery } from './continuous-delivery.js';
import type { ExportRight } from './export-rights.js';

/** Makes the export of the next batch. It and the mark that it is under way are written together, or neither is. */
@Injectable()
export class BeginBatch {
  constructor(
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
    private readonly storage: StorageRouterClient,
  ) {}

  /** Does nothing when the delivery was changed since it was read. Throws Failure `storage-router-unavailable`. */
  async execute(
    read: ContinuousDelivery,
    { caller, project }: Extract<ExportRight, { granted: true }>,
    snapshot: Snapshot,
  ): Promise<void> {
    const wanted = await this.storage.destination(project.id);
    const destination = batchDestination(wanted, read.settings.path, read.batches + 1);
    await this.transactions.run(async (tx) => {
      const current = await this.deliveries.lockUnchanged(tx.manager, read);
      if (!current) return;
      const now = await this.deliveries.now(tx.manager);
      const asking = { caller, projectId: project.id, request: batchRequest(current.settings), spelling };
      const asked = { ...newExport(asking, project, resolvedBatch(current), destination, now), snapshot };
      await this.exports.add(tx.manager, asked);
      await announceRequest(tx, asked);
      await this.deliveries.save(tx.manager, current, {
        batchExportId: asked.id,
        underWay: true,
        intervalFrom: now,
        tries: 0,
        resume: false,
        standstill: null,
        standingSince: null,
      });
    });
  }
}

const spelling = { project: 'id', stages: 'stages', batches: 'batches', tasks: 'tasks' };
