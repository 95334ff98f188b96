import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DestinationReport } from '../destination-check/destination-report.js';
import { valuesOf, type ExportStorage, type ExportStorageValues } from '../export-storage/export-storage.js';
import { ExportStorageEntity } from './export-storage.entity.js';

/** Where projects export to, and every change of it. */
@Injectable()
export class ExportStoragesRepository {
  constructor(private readonly database: DataSource) {}

  find(projectId: string): Promise<ExportStorage | null> {
    return this.database.manager.findOneBy(ExportStorageEntity, { projectId });
  }

  /** Writes the setting and, where it differs from what was kept, who changed what into what. */
  async save(manager: EntityManager, setting: ExportStorage): Promise<void> {
    // two first settings of one project wait for each other too
    await manager.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `export-storage/${setting.projectId}`,
    ]);
    const before = await manager.findOneBy(ExportStorageEntity, { projectId: setting.projectId });
    await manager.save(ExportStorageEntity, setting);
    const [from, to] = [before && JSON.stringify(valuesOf(before)), JSON.stringify(valuesOf(setting))];
    if (from === to) return;
    await manager.query(
      `insert into storage_router.export_storage_changes (project_id, changed_at, changed_by, changed_from, changed_to)
       values ($1, $2, $3, $4, $5)`,
      [setting.projectId, setting.updatedAt, JSON.stringify(setting.updatedBy), from, to],
    );
  }

  /** Kept beside the setting if it still is what was checked. */
  async noteCheck(
    manager: EntityManager,
    projectId: string,
    { storageId, bucket, path }: ExportStorageValues,
    report: DestinationReport,
  ): Promise<void> {
    await manager.query(
      `update storage_router.export_storages set last_check = $5
       where project_id = $1 and storage_id = $2 and bucket = $3 and path = $4`,
      [projectId, storageId, bucket, path, JSON.stringify(report)],
    );
  }
}
