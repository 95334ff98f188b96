import { exportFormatWriter } from '@hub/formats';
import { Inject, Injectable } from '@nestjs/common';
import type { Snapshot } from '@hub/event-contracts';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import type { Asking } from '../exports/asking.js';
import type { Export } from '../exports/export.js';
import { contentHash } from '../exports/content-hash.js';
import { ExportAccess } from '../exports/export-access.js';
import { FindSharedBuild } from '../exports/find-shared-build.js';
import { rootOf } from '../exports/join-export.js';
import { contentOf } from '../exports/new-export.js';
import type { ProjectOutline } from '../exports/project-catalogue.js';
import { ResolveRequest, type ResolvedRequest } from '../exports/resolve-request.js';
import { EarlierExportsRepository } from '../persistence/earlier-exports.repository.js';
import { countContent } from './count-content.js';
import { estimateSeconds, learnSpeed, secondsOfShared } from './estimate-seconds.js';
import { earlierRatio, estimateSize } from './estimate-size.js';
import type { ExportPreview } from './export-preview.js';
import { PREVIEW_SOURCE, type PreviewSource } from './preview-source.js';
import { compressedBytes } from './sample.js';
import { TakeSample } from './take-sample.js';
import { Turns } from './turns.js';

/** Each goes through a whole project's index; requests need connections beside them. */
const mostAtOnce = 3;

/** Says what a request would give, become and take. Creates nothing. */
@Injectable()
export class PreviewExport {
  private readonly turns = new Turns(mostAtOnce);

  constructor(
    private readonly access: ExportAccess,
    private readonly resolve: ResolveRequest,
    private readonly earlier: EarlierExportsRepository,
    private readonly sharedBuild: FindSharedBuild,
    private readonly takeSample: TakeSample,
    private readonly storage: StorageRouterClient,
    @Inject(PREVIEW_SOURCE) private readonly source: PreviewSource,
  ) {}

  /** Throws what a request throws, and Failure `preview-too-slow` when the selection cannot be counted in time. */
  async execute({ caller, projectId, request, spelling }: Omit<Asking, 'idempotencyKey'>): Promise<ExportPreview> {
    const project = await this.access.project(caller, projectId, spelling.project);
    const resolved = await this.resolve.execute(project, request, spelling);
    return this.turns.take(() => this.preview(project, resolved));
  }

  private async preview(project: ProjectOutline, resolved: ResolvedRequest): Promise<ExportPreview> {
    const { selection, since, echo } = resolved;
    const chosen = { projectId: project.id, snapshot: await this.source.takeSnapshot(), since, selection };
    const { bytes, removed, ...counts } = await countContent(this.source, chosen);
    const sample = await this.takeSample.execute(chosen, { tasks: counts.tasks - counts.unwritable, bytes });
    const experience = await this.earlier.experience(project.id, echo.converter);
    const described = await compressedBytes(JSON.stringify({ selection, since }, null, 2));
    const content = { ...counts, bytes, removed, described };
    const ratio = earlierRatio(experience.project, selection);
    const size = estimateSize(content, exportFormatWriter(selection), sample, ratio);
    const speed = learnSpeed(experience, echo.converter !== null);
    const seconds = estimateSeconds(size.bytes, speed, await this.earlier.running());
    const shared = echo.reuse ? await this.shared(project, resolved, chosen.snapshot) : null;
    return {
      ...counts,
      ...size,
      seconds: shared ? secondsOfShared(seconds, shared, new Date()) : seconds,
      ...(since && { removed }),
      joins: shared && rootOf(shared),
      basis: { sampledTasks: sample.tasks, earlierExports: experience.installation.length },
    };
  }

  private async shared(project: ProjectOutline, resolved: ResolvedRequest, snapshot: Snapshot): Promise<Export | null> {
    const hash = contentHash(contentOf(project, resolved, await this.storage.destination(project.id)));
    return this.sharedBuild.look(project.id, hash, snapshot);
  }
}
