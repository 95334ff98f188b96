import type { Destination } from '@hub/event-contracts';
import { Injectable } from '@nestjs/common';
import { ExportStoragesRepository } from '../persistence/export-storages.repository.js';

@Injectable()
export class FindDestination {
  constructor(private readonly settings: ExportStoragesRepository) {}

  /** Where the exports of a project go that are requested now; null: the installation's own bucket. */
  async execute(projectId: string): Promise<Destination | null> {
    if (projectId.includes('\0')) return null;
    const setting = await this.settings.find(projectId);
    if (!setting?.enabled || setting.storageId === null) return null;
    const { storageId, bucket, path } = setting;
    return { storageId, bucket, path };
  }
}
