import type { Caller } from '@hub/annotation-store';
import type { Destination, PluginRun } from '@hub/event-contracts';
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
    const accept = (plugin: PluginRun | null) =>
      this.transactions.run(async (tx) => {
        const made = await this.make(tx, asking, project, resolved, destination, plugin);
        const added = await this.exports.add(tx.manager, made);
        if (added) await this.tell(tx, made);
        return { asked: made, isNew: added };
      });
    const plugin = await this.pluginOf(asking, resolved);
    const { asked, isNew } = await accept(plugin);
    if (isNew) return asked;
    // of two that a plugin asks for at once it converts one
    return (await this.earlier(asking)) ?? (plugin ? (await accept(null)).asked : asked);
  }

  /** The run that converts what it asks for: of its first export of tasks. */
  private async pluginOf({ caller }: Asking, { selection }: ResolvedRequest): Promise<PluginRun | null> {
    const session = caller.pluginSession;
    if (!session || selection.type !== 'task' || (await this.exports.isOfPlugin(session.id))) return null;
    return { sessionId: session.id, pluginId: session.pluginId, name: session.pluginName };
  }

  private async make(
    tx: Tx,
    asking: Asking,
    project: ProjectOutline,
    resolved: ResolvedRequest,
    destination: Destination | null,
    plugin: PluginRun | null,
  ): Promise<Export> {
    const fresh = newExport(asking, project, resolved, destination, new Date());
    if (plugin) return { ...fresh, ...converted(plugin, asking.caller), snapshot: await this.snapshots.takeSnapshot() };
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

/** Whoever started the run is told, as they wished then. Nobody shares it: its second file is the plugin's. */
const converted = (plugin: PluginRun, { pluginSession }: Caller) => ({
  plugin,
  contentHash: null,
  notify: true,
  sendEmail: pluginSession?.sendEmail ?? false,
});
