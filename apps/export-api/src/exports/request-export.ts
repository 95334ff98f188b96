import type { Destination } from '@hub/event-contracts';
import { conflict } from '@hub/failures';
import { Transactions, type Tx } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { announce, announceRequest } from './announcements.js';
import type { Asking } from './asking.js';
import type { Export } from './export.js';
import { ExportAccess } from './export-access.js';
import { FindSharedBuild } from './find-shared-build.js';
import { joined } from './join-export.js';
import { newExport, requestHash } from './new-export.js';
import type { ProjectOutline } from './project-catalogue.js';
import { ResolveRequest, type ResolvedRequest } from './resolve-request.js';
import { SNAPSHOTS, type Snapshots } from './snapshots.js';

/** Accepts an export: from here on it is decided what it contains, and nothing loses it. */
@Injectable()
export class RequestExport {
  constructor(
    private readonly access: ExportAccess,
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
    private readonly resolve: ResolveRequest,
    private readonly findSharedBuild: FindSharedBuild,
    private readonly storage: StorageRouterClient,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
  ) {}

  /** Throws Failure: `not-found`, `forbidden`, `bad-request`; `conflict` for an idempotency key that came with another request; `storage-router-unavailable`. */
  async execute(asking: Asking): Promise<Export> {
    const project = await this.access.project(asking.caller, asking.projectId, asking.spelling.project);
    const earlier = await this.earlier(asking);
    if (earlier) return earlier;
    const resolved = await this.resolve.execute(project, asking.request, asking.spelling);
    const destination = await this.storage.destination(project.id);
    const { asked, isNew } = await this.transactions.run(async (tx) => {
      const made = await this.make(tx, asking, project, resolved, destination);
      const added = await this.exports.add(tx.manager, made);
      if (added) await this.tell(tx, made);
      return { asked: made, isNew: added };
    });
    return isNew ? asked : ((await this.earlier(asking)) ?? asked);
  }

  private async make(
    tx: Tx,
    asking: Asking,
    project: ProjectOutline,
    resolved: ResolvedRequest,
    destination: Destination | null,
  ): Promise<Export> {
    const fresh = newExport(asking, project, resolved, destination, new Date());
    // before our own transaction writes: a snapshot hides the rows of the transaction that took it
    const { snapshot, shared } = resolved.echo.reuse
      ? await this.findSharedBuild.execute(tx, project.id, fresh.contentHash)
      : { snapshot: await this.snapshots.takeSnapshot(), shared: null };
    const asked = { ...fresh, snapshot };
    return shared ? joined(asked, shared, new Date()) : asked;
  }

  /** Steps hear of those with a build of their own; one that shares what is there already is over at once. */
  private async tell(tx: Tx, asked: Export): Promise<void> {
    if (asked.joinedTo === null) await announceRequest(tx, asked);
    else if (asked.state === 'completed') await announce(tx, 'completed', asked);
  }

  private async earlier({ caller, projectId, request, idempotencyKey }: Asking): Promise<Export | null> {
    if (idempotencyKey === undefined) return null;
    const found = await this.exports.findByIdempotencyKey(caller.userId, projectId, idempotencyKey);
    if (!found || found.requestHash === requestHash(request)) return found;
    throw conflict('This idempotency key came with another request before.', {
      field: 'Idempotency-Key',
      value: idempotencyKey,
      expected: 'a new key for a new request',
    });
  }
}
