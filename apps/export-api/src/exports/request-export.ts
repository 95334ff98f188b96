import type { Caller } from '@hub/annotation-store';
import { newId } from '@hub/annotations';
import { conflict } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { announceRequest } from './announcements.js';
import { contentHash } from './content-hash.js';
import type { Export } from './export.js';
import { ExportAccess } from './export-access.js';
import type { DeltaRequest, ExportRequest } from './export-request.js';
import type { ProjectOutline } from './project-catalogue.js';
import { ResolveRequest } from './resolve-request.js';
import type { Spelling } from './resolve-selection.js';
import { SNAPSHOTS, type Snapshots } from './snapshots.js';

export interface Asking {
  readonly caller: Caller;
  readonly projectId: string;
  readonly request: ExportRequest | DeltaRequest;
  /** How the door spells its parameters. */
  readonly spelling: Spelling & { readonly project: string };
  /** The same key of the same person and project gives the same export. */
  readonly idempotencyKey?: string;
}

/** Accepts an export: from here on it is decided what it contains, and nothing loses it. */
@Injectable()
export class RequestExport {
  constructor(
    private readonly access: ExportAccess,
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
    private readonly resolve: ResolveRequest,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
  ) {}

  /** Throws Failure: `not-found`, `forbidden`, `bad-request`; `conflict` for an idempotency key that came with another request. */
  async execute(asking: Asking): Promise<Export> {
    const project = await this.access.project(asking.caller, asking.projectId, asking.spelling.project);
    const earlier = await this.earlier(asking);
    if (earlier) return earlier;
    const asked = await this.accept(asking, project);
    const added = await this.transactions.run(async (tx) => {
      const isNew = await this.exports.add(tx.manager, asked);
      if (isNew) await announceRequest(tx, asked);
      return isNew;
    });
    return added ? asked : ((await this.earlier(asking)) ?? asked);
  }

  private async accept(
    { caller, request, spelling, idempotencyKey }: Asking,
    project: ProjectOutline,
  ): Promise<Export> {
    const { echo, selection, since } = await this.resolve.execute(project, request, spelling);
    // before our own transaction writes: a snapshot hides the rows of the transaction that took it
    const snapshot = await this.snapshots.takeSnapshot();
    const now = new Date();
    const content = {
      projectId: project.id,
      projectName: project.name,
      selection,
      converter: echo.converter,
      quarantine: echo.quarantine,
      since,
    };
    return {
      ...content,
      id: newId(now.getTime()),
      organizationId: project.organizationId,
      requestedById: caller.userId,
      requestedByEmail: caller.email,
      requestedAt: now,
      format: selection.format,
      request: echo,
      snapshot,
      contentHash: contentHash(content),
      joinedTo: null,
      sendEmail: echo.sendEmail,
      notify: echo.notify,
      idempotencyKey: idempotencyKey ?? null,
      requestHash: hashOf(request),
      state: 'requested',
      attempt: 1,
      milestones: [],
      progress: null,
      artifacts: [],
      reconciliation: null,
      failure: null,
      updatedAt: now,
      endedAt: null,
    };
  }

  private async earlier({ caller, projectId, request, idempotencyKey }: Asking): Promise<Export | null> {
    if (idempotencyKey === undefined) return null;
    const found = await this.exports.findByIdempotencyKey(caller.userId, projectId, idempotencyKey);
    if (!found || found.requestHash === hashOf(request)) return found;
    throw conflict('This idempotency key came with another request before.', {
      field: 'Idempotency-Key',
      value: idempotencyKey,
      expected: 'a new key for a new request',
    });
  }
}

/** Requests are built with their keys in one order. */
const hashOf = (request: Asking['request']): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');
