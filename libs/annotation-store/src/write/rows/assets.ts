import type { EntityManager } from 'typeorm';
import type { Unwritable } from '@hub/annotations';
import type { AssetHead } from '../heads/heads.js';

/** An asset as its heads show it, but for the names of its batches. */
export interface StoredAsset extends Omit<AssetHead, 'batches'> {
  readonly unwritable: readonly Unwritable[] | null;
}

/** Assets by id. */
export async function loadAssets(
  manager: EntityManager,
  assetIds: readonly string[],
): Promise<Map<string, StoredAsset>> {
  const rows = await manager.query<StoredAsset[]>(
    `select id as "assetId", data, external_id as "externalId", dataset, metadata, context_data as "contextData", extra, unwritable
     from annotation_store.assets where id = any($1)`,
    [assetIds],
  );
  return new Map(rows.map((row) => [row.assetId, row]));
}

/** Ids of the tasks of assets. */
export async function tasksOfAssets(manager: EntityManager, assetIds: readonly string[]): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select id from annotation_store.tasks where asset_id = any($1) and deleted_at is null`,
    [assetIds],
  );
  return rows.map(({ id }) => id);
}
