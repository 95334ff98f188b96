import { Injectable } from '@nestjs/common';
import { HubDatabase, type Tx } from './hub-database.js';

/** Which tasks a requeue or a new priority is for. Absent lists do not narrow; `fromStageIds` are ids. */
export interface TaskSelection {
  readonly taskIds?: readonly string[];
  readonly externalIds?: readonly string[];
  readonly assetIds?: readonly string[];
  readonly fromStageIds?: readonly string[];
}

@Injectable()
export class TaskSelectionRepository {
  constructor(private readonly database: HubDatabase) {}

  /** The next matching tasks behind `after` (a task's seq, 0 at first), in order. */
  async page(
    tx: Tx,
    projectId: string,
    selection: TaskSelection,
    after: number,
    limit: number,
  ): Promise<{ id: string; seq: number; stageId: string }[]> {
    return this.database.rows(
      `select t.id, t.seq::float8 as seq, t.stage_id as "stageId"
       from annotation_store.tasks t join annotation_store.assets a on a.id = t.asset_id
       where t.project_id = $1 and t.deleted_at is null and t.seq > $6
         and ($2::text[] is null or t.id = any($2)) and ($3::text[] is null or a.external_id = any($3))
         and ($4::text[] is null or a.id = any($4)) and ($5::text[] is null or t.stage_id = any($5))
       order by t.seq limit $7`,
      [
        projectId,
        selection.taskIds ?? null,
        selection.externalIds ?? null,
        selection.assetIds ?? null,
        selection.fromStageIds ?? null,
        after,
        limit,
      ],
      tx,
    );
  }
}
