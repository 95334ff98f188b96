import { Inject, Injectable } from '@nestjs/common';
import type { Caller, TaskWriter } from '@hub/annotation-store';
import { chunksOf } from '../chunks.js';
import { AssetsRepository } from '../persistence/assets.repository.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { ProjectAccess } from '../projects/project-access.js';

/** Hides assets and their tasks; exports of earlier snapshots still show them. */
@Injectable()
export class DeleteAssets {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly assets: AssetsRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  /** Ids that are not in the project, or were deleted before, are named in `notFound`. */
  async execute(
    caller: Caller,
    projectId: string,
    assetIds: readonly string[],
  ): Promise<{ assetsDeleted: number; notFound: string[] }> {
    await this.access.project(caller, projectId, 'Lead');
    const found = await this.assets.existing(projectId, assetIds);
    const known = new Set(found);
    await this.database.change(async (tx) => {
      for (const ids of chunksOf(found))
        await this.writer.deleteAssets(tx, ids, { by: caller.email, origin: 'person' });
    });
    return { assetsDeleted: found.length, notFound: assetIds.filter((id) => !known.has(id)) };
  }
}
