import type { DeltaBase, ExportSelection } from '@hub/event-contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { unreadableBase, usableBase } from './delta-base.js';
import { deltaSelection } from './delta-selection.js';
import type { RequestEcho } from './export.js';
import { isId } from './export-access.js';
import type { DeltaRequest, ExportRequest } from './export-request.js';
import { PROJECT_CATALOGUE, type ProjectCatalogue, type ProjectOutline } from './project-catalogue.js';
import { resolveSelection, type Spelling } from './resolve-selection.js';
import { SNAPSHOTS, type Snapshots } from './snapshots.js';

/** What a request comes to: names as ids, defaults and what is its base's filled in. */
export interface ResolvedRequest {
  readonly echo: RequestEcho;
  readonly selection: ExportSelection;
  /** Set for a delta. */
  readonly since: DeltaBase | null;
}

/** Understands a request of somebody who may export the project. */
@Injectable()
export class ResolveRequest {
  constructor(
    private readonly exports: ExportsRepository,
    @Inject(PROJECT_CATALOGUE) private readonly catalogue: ProjectCatalogue,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
  ) {}

  /** Throws Failure `bad-request`, and for the base of a delta `not-found` or `conflict`, naming the field. */
  async execute(
    project: ProjectOutline,
    request: ExportRequest | DeltaRequest,
    spelling: Spelling,
  ): Promise<ResolvedRequest> {
    if ('since' in request) return this.delta(project, request, spelling);
    const selection = await resolveSelection(request, project, this.catalogue, spelling);
    const { tasks, finalLineFeed: _, ...echo } = request;
    return { echo: { ...echo, selectedTasks: tasks?.length ?? null }, selection, since: null };
  }

  private async delta(project: ProjectOutline, request: DeltaRequest, spelling: Spelling): Promise<ResolvedRequest> {
    const { since, converter, converterOptions, quarantine, reuse, sendEmail, notify } = request;
    const base = usableBase(since, isId(since) ? await this.exports.find(since) : null, project.id);
    const batches = request.batches ? await this.catalogue.batches(project.id) : [];
    const selection = deltaSelection(request, base, { stages: project.stages, batches }, spelling);
    await this.snapshots.assertReadable(base.snapshot).catch((error: unknown) => {
      throw unreadableBase(since, error);
    });
    const own = { format: selection.format, converter, converterOptions, quarantine, since, reuse, sendEmail, notify };
    return { echo: { ...base.request, ...own }, selection, since: { exportId: base.id, snapshot: base.snapshot } };
  }
}
