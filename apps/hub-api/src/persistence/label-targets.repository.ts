import { Injectable } from '@nestjs/common';
import type { LabelEntry } from '../labels/label-entry.js';
import { HubDatabase } from './hub-database.js';

/** A task that labels are meant for. */
export interface LabelTarget {
  readonly taskId: string;
  readonly stageId: string;
  readonly externalId: string;
  readonly kind: string;
}

const columns = { externalId: 'a.external_id', data: 'a.data', assetId: 'a.id' } as const;

/** Finds the assets that label records name. External ids need not be unique: a record may mean several. */
@Injectable()
export class LabelTargetsRepository {
  constructor(private readonly database: HubDatabase) {}

  /** Tasks by `<by> <key>` of the records, in the order of their assets. */
  async find(
    projectId: string,
    entries: readonly Pick<LabelEntry, 'by' | 'key'>[],
  ): Promise<Map<string, LabelTarget[]>> {
    const found = new Map<string, LabelTarget[]>();
    for (const by of ['externalId', 'data', 'assetId'] as const) {
      const keys = [...new Set(entries.filter((entry) => entry.by === by).map((entry) => entry.key))];
      if (keys.length === 0) continue;
      const rows = await this.database.rows<LabelTarget & { key: string }>(
        `select ${columns[by]} as key, t.id as "taskId", t.stage_id as "stageId", a.external_id as "externalId", a.kind
         from annotation_store.assets a join annotation_store.tasks t on t.asset_id = a.id
         where a.project_id = $1 and ${columns[by]} = any($2) and a.deleted_at is null and t.deleted_at is null order by a.seq`,
        [projectId, keys],
      );
      for (const { key, ...target } of rows) {
        const name = `${by} ${key}`;
        found.set(name, [...(found.get(name) ?? []), target]);
      }
    }
    return found;
  }
}
