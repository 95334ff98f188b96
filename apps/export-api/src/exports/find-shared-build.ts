import type { Snapshot } from '@hub/event-contracts';
import type { Tx } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { ExportGroups } from '../persistence/export-groups.js';
import type { Export } from './export.js';
import { isJoinable } from './join-export.js';
import { SNAPSHOTS, type Snapshots } from './snapshots.js';

/** The moment of a request, and an export that shows the same and may be shared; null: there is none. */
export interface Moment {
  readonly snapshot: Snapshot;
  readonly shared: Export | null;
}

/** Looks for a build that an equal request may share instead of doing it again. */
@Injectable()
export class FindSharedBuild {
  constructor(
    private readonly groups: ExportGroups,
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
  ) {}

  /**
   * Runs in the transaction that adds the request, before anything is written in it. Equal requests come one after the
   * other here, so of those that come together the first begins the build and the others find it; each takes its
   * snapshot after the builds it finds took theirs. The found one's group is locked until the transaction ends.
   */
  async execute({ manager }: Pick<Tx, 'manager'>, projectId: string, contentHash: string): Promise<Moment> {
    await this.groups.oneAtATime(manager, contentHash);
    const candidates = await this.groups.joinable(projectId, contentHash, manager);
    const snapshot = await this.snapshots.takeSnapshot();
    const candidate = await this.unchangedSince(candidates, projectId, snapshot);
    // one group is locked per transaction, so none waits for another; ended just now: a build of one's own is right
    const shared = candidate && (await this.groups.lockMember(manager, candidate.id));
    return { snapshot, shared: shared && isJoinable(shared) ? shared : null };
  }

  /** What a request at this moment would share, for those who only want to know. */
  async look(projectId: string, contentHash: string, snapshot: Snapshot): Promise<Export | null> {
    return this.unchangedSince(await this.groups.joinable(projectId, contentHash), projectId, snapshot);
  }

  private async unchangedSince(
    candidates: readonly Export[],
    projectId: string,
    snapshot: Snapshot,
  ): Promise<Export | null> {
    for (const candidate of candidates)
      if (await this.snapshots.unchanged(projectId, candidate.snapshot, snapshot)) return candidate;
    return null;
  }
}
