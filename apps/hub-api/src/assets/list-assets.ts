import { Injectable } from '@nestjs/common';
import type { Caller } from '@hub/annotation-store';
import { AssetsRepository, type AssetRow } from '../persistence/assets.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import type { AssetFilters } from './asset-filters.js';

@Injectable()
export class ListAssets {
  constructor(
    private readonly access: ProjectAccess,
    private readonly assets: AssetsRepository,
  ) {}

  async execute(
    caller: Caller,
    projectId: string,
    filters: AssetFilters,
    { page, limit }: { page: number; limit: number },
  ): Promise<{ assets: AssetRow[]; total: number }> {
    await this.access.project(caller, projectId, 'Labeler');
    return this.assets.list(projectId, filters, (page - 1) * limit, limit);
  }
}
