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

  /** Names of projects that export to it, at most ten. Deleted projects do so no longer. */
  async projects(manager: EntityManager, storageId: string, organizationId: string): Promise<string[]> {
    const rows: { project_id: string }[] = await manager.query(
      `select project_id from storage_router.export_storages where storage_id = $1 and enabled`,
      [storageId],
    );
    if (rows.length === 0) return [];
    const only = rows.map((row) => row.project_id);
    const living = await this.store.projects.list(organizationId, { only, limit: only.length });
    await manager.query(
      `update storage_router.export_storages set enabled = false where storage_id = $1 and project_id <> all($2::text[])`,
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
