import type { Caller } from '@hub/annotation-store';
import { Injectable } from '@nestjs/common';
import { ExportStoragesRepository } from '../persistence/export-storages.repository.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { ExportStorageAccess } from './export-storage-access.js';
import { toView, type ExportStorageView } from './export-storage-view.js';

@Injectable()
export class ShowExportStorage {
  constructor(
    private readonly access: ExportStorageAccess,
    private readonly settings: ExportStoragesRepository,
    private readonly storages: StoragesRepository,
  ) {}

  /** Throws Failure `not-found` or `forbidden`. */
  async execute(caller: Caller, projectId: string): Promise<ExportStorageView> {
    const project = await this.access.project(caller, projectId);
    const setting = await this.settings.find(project.id);
    const storage = setting?.storageId ? await this.storages.find(setting.storageId) : null;
    return toView(setting, storage, project);
  }
}
