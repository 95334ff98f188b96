import type { AnnotationStore } from '@hub/annotation-store';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ANNOTATION_STORE } from './annotation-store.js';

/** As many projects as are named. */
const shown = 10;

/** What still needs a storage. */
@Injectable()
export class StorageUses {
  constructor(@Inject(ANNOTATION_STORE) private readonly store: Pick<AnnotationStore, 'projects'>) {}

  /** Names of projects whose Export Storage it is, at most ten. Forgets the settings of deleted projects. */
  async projects(manager: EntityManager, storageId: string, organizationId: string): Promise<string[]> {
    const rows: { project_id: string }[] = await manager.query(
      `select project_id from storage_router.export_storages where storage_id = $1`,
      [storageId],
    );
    const ids = rows.map((row) => row.project_id);
    const living = await this.store.projects.list(organizationId, { only: ids, limit: ids.length });
    await manager.query(
      `delete from storage_router.export_storages where storage_id = $1 and project_id <> all($2::text[])`,
      [storageId, living.map(({ id }) => id)],
    );
    return living.slice(0, shown).map(({ name }) => name);
  }

  async runningDeliveries(manager: EntityManager, storageId: string): Promise<number> {
    const [row]: { running: number }[] = await manager.query(
      `select count(*)::int as running from storage_router.deliveries where storage_id = $1 and state = 'delivering'`,
      [storageId],
    );
    return row?.running ?? 0;
  }
}
