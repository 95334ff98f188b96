import { Inject, Injectable } from '@nestjs/common';
import { Projects, type Caller, type TaskWriter } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { chunksOf } from '../chunks.js';
import { AssetsRepository } from '../persistence/assets.repository.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { ProjectAccess } from '../projects/project-access.js';

/** Adds batches (ids or names) to assets; batches an asset has stay. Returns how many tasks changed. */
@Injectable()
export class AssignBatches {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    private readonly assets: AssetsRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  async execute(
    caller: Caller,
    projectId: string,
    assetIds: readonly string[],
    batches: readonly string[],
  ): Promise<number> {
    await this.access.project(caller, projectId, 'Lead');
    const known = await this.projects.batches(projectId);
    const ids = batches.map((idOrName) => {
      const batch = known.find(({ id, name }) => id === idOrName || name === idOrName);
      if (!batch)
        throw badRequest(`There is no batch ${idOrName} in this project.`, {
          field: 'batches',
          value: idOrName,
          expected: 'ids of its batches',
        });
      return batch.id;
    });
    const found = await this.assets.existing(projectId, assetIds);
    const existing = new Set(found);
    const missing = assetIds.find((id) => !existing.has(id));
    if (missing !== undefined) {
      throw badRequest(`There is no asset ${missing} in this project.`, {
        field: 'assets',
        value: missing,
        expected: 'ids of its assets',
      });
    }
    return this.database.change(async (tx) => {
      let changed = 0;
      for (const part of chunksOf(found)) changed += await this.writer.assignBatches(tx, part, ids);
      return changed;
    });
  }
}
