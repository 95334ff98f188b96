import type { AssetRow } from '../persistence/assets.repository.js';

/** An asset as `/v2` shows it; its one task stands in `labelTasks`. */
export const presentAsset = (projectId: string, asset: AssetRow): Record<string, unknown> => ({
  _id: asset.id,
  project: projectId,
  externalId: asset.externalId,
  data: asset.data,
  type: asset.kind,
  metadata: asset.metadata,
  batches: asset.batches,
  ...(asset.contextData && { contextData: asset.contextData }),
  ...(asset.dataset && { dataset: asset.dataset }),
  ...asset.extra,
  createdAt: asset.createdAt.toISOString(),
  createdBy: asset.createdBy,
  labelTasks: [{ _id: asset.taskId, stage: asset.stageId, stageHistory: asset.history.map(presentEntry) }],
});

// absent, not null: the Start entry has nobody who completed it
const presentEntry = ({ completedBy, ...entry }: AssetRow['history'][number]): Record<string, unknown> =>
  completedBy === null ? entry : { ...entry, completedBy };
