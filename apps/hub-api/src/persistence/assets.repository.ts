import { Injectable } from '@nestjs/common';
import type { AssetFilters } from '../assets/asset-filters.js';
import { HubDatabase } from './hub-database.js';

export interface AssetRow {
  readonly id: string;
  readonly externalId: string;
  readonly data: string;
  readonly kind: string;
  readonly metadata: Record<string, unknown>;
  readonly contextData: Record<string, unknown> | null;
  readonly dataset: readonly string[] | null;
  readonly extra: Record<string, unknown> | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Names. */
  readonly batches: readonly string[];
  readonly taskId: string;
  readonly stageId: string;
  readonly history: readonly { stageId: string; completedAt: string; completedBy: string | null }[];
}

export const batchNamesOf = (assetId: string): string => `array(select b.name from annotation_store.asset_batches ab
  join annotation_store.batches b on b.id = ab.batch_id where ab.asset_id = ${assetId} order by b.created_at, b.id)`;

// labels that came by import say so in their metadata; inside a string the quotes would be escaped
const imported = `'%"createdBy":"import"%'`;
const preLabeled = `exists (
  select 1 from annotation_store.task_revisions r join annotation_store.task_contents c on c.id = r.content_id
  where r.task_id = t.id and r.rev = t.rev and (c.tools_with_metadata like ${imported} or c.rest_with_metadata like ${imported}
    or exists (select 1 from annotation_store.content_tracks ct join annotation_store.key_frames k on k.track_id = ct.track_id
      where ct.content_id = c.id and k.metadata like ${imported})))`;

const matching = `from annotation_store.assets a join annotation_store.tasks t on t.asset_id = a.id
where a.project_id = $1 and a.deleted_at is null
  and ($2::text[] is null or a.id = any($2)) and ($3::text[] is null or a.external_id = any($3))
  and ($4::text[] is null or not exists (select 1 from unnest($4::text[]) wanted where not exists (
    select 1 from annotation_store.asset_batches ab where ab.asset_id = a.id and ab.batch_id = wanted)))
  and ($5::boolean is null or ${preLabeled} = $5)`;

/** Assets that are not deleted. */
@Injectable()
export class AssetsRepository {
  constructor(private readonly database: HubDatabase) {}

  /** Newest first. */
  async list(
    projectId: string,
    filters: AssetFilters,
    offset: number,
    limit: number,
  ): Promise<{ assets: AssetRow[]; total: number }> {
    const parameters = [
      projectId,
      filters._id ?? null,
      filters.externalId ?? null,
      filters.batches ?? null,
      filters.isPreLabeled ?? null,
    ];
    const [assets, [count]] = await Promise.all([
      this.database.rows<AssetRow>(
        `select a.id, a.external_id as "externalId", a.data, a.kind, a.metadata, a.context_data as "contextData", a.dataset, a.extra,
           a.created_at as "createdAt", a.created_by as "createdBy", ${batchNamesOf('a.id')} as batches,
           t.id as "taskId", t.stage_id as "stageId",
           (select coalesce(json_agg(json_build_object('stageId', h.stage_id, 'completedBy', h.completed_by, 'completedAt',
              to_char(h.completed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by h.n), '[]')
            from annotation_store.stage_history h where h.task_id = t.id and h.removed_xid is null) as history
         ${matching} order by a.seq desc offset $6 limit $7`,
        [...parameters, offset, limit],
      ),
      this.database.rows<{ n: number }>(`select count(*)::int as n ${matching}`, parameters),
    ]);
    return { assets, total: count?.n ?? 0 };
  }

  /** Which of these ids the project has, in the order given. */
  async existing(projectId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      'select id from annotation_store.assets where project_id = $1 and id = any($2) and deleted_at is null',
      [projectId, ids],
    );
    const found = new Set(rows.map((row) => row.id));
    return [...new Set(ids)].filter((id) => found.has(id));
  }
}
