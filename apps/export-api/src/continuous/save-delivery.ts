import { newId } from '@hub/annotations';
import type { Caller } from '@hub/annotation-store';
import type { Snapshot } from '@hub/event-contracts';
import { badRequest } from '@hub/failures';
import { checkPathTemplate } from '@hub/object-storage/paths';
import { Transactions, type Tx } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { ExportAccess } from '../exports/export-access.js';
import { PROJECT_CATALOGUE, type ProjectCatalogue, type ProjectOutline } from '../exports/project-catalogue.js';
import { resolveSelection } from '../exports/resolve-selection.js';
import { SNAPSHOTS, type Snapshots } from '../exports/snapshots.js';
import { ContinuousDeliveriesRepository } from '../persistence/continuous-deliveries.repository.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { batchRequest } from './batch-request.js';
import type { ChainStart, ContinuousDelivery, DeliverySettings } from './continuous-delivery.js';
import { changedDelivery, newDelivery, type Wanted } from './delivery-changes.js';

/** A continuous delivery as somebody wants it. */
export interface DeliveryWish {
  readonly enabled: boolean;
  readonly settings: DeliverySettings;
  /** Where a new chain begins; of one that is there it may only be repeated. Default: now. */
  readonly from?: ChainStart;
  /** Begin the chain again, from `from`. */
  readonly restart: boolean;
}

const spelling = { stages: 'stages', batches: 'batches', tasks: 'tasks' };

/** Sets a project's continuous delivery up, changes it, pauses it or lets it go on. */
@Injectable()
export class SaveDelivery {
  constructor(
    private readonly access: ExportAccess,
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
    @Inject(PROJECT_CATALOGUE) private readonly catalogue: ProjectCatalogue,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
  ) {}

  /** Throws Failure `not-found`, `forbidden` or `bad-request` naming the field. */
  async execute(caller: Caller, projectId: string, wish: DeliveryWish): Promise<ContinuousDelivery> {
    const project = await this.access.project(caller, projectId);
    const settings = withPath(wish.settings);
    const selection = await resolveSelection(batchRequest(settings), project, this.catalogue, spelling);
    const wanted = { enabled: wish.enabled, settings, selection, caller };
    const snapshot = await this.snapshots.takeSnapshot();
    return this.transactions.run((tx) => this.save(tx, project, wish, wanted, snapshot));
  }

  private async save(
    tx: Tx,
    project: ProjectOutline,
    { from, restart }: DeliveryWish,
    wanted: Wanted,
    snapshot: Snapshot,
  ): Promise<ContinuousDelivery> {
    const now = await this.deliveries.now(tx.manager);
    const current = await this.deliveries.lock(tx.manager, project.id);
    if (!current) {
      const added = newDelivery(newId(now.getTime()), project, wanted, from ?? 'now', snapshot, now);
      if (await this.deliveries.add(tx.manager, added)) return added;
      // somebody else's came first: this one changes it
      return this.save(tx, project, { from, restart } as DeliveryWish, wanted, snapshot);
    }
    if (from && from !== current.startFrom && !restart) throw alreadyBegun(from);
    const batch = current.batchExportId ? await this.exports.find(current.batchExportId) : null;
    const start = restart ? (from ?? current.startFrom) : null;
    const change = changedDelivery(current, wanted, { start, failed: batch?.state === 'failed', snapshot, now });
    return this.deliveries.save(tx.manager, current, change);
  }
}

const withPath = (settings: DeliverySettings): DeliverySettings => ({
  ...settings,
  path: settings.path === null ? null : checkPathTemplate(settings.path, { batch: true }),
});

const alreadyBegun = (from: ChainStart) =>
  badRequest('Invalid from: the continuous delivery has begun. To begin it again, say restart: true as well.', {
    field: 'from',
    value: from,
    expected: 'leave it out, or restart: true',
  });
