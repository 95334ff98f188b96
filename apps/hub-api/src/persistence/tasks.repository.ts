import { Injectable } from '@nestjs/common';
import type { Condition } from '../tasks/task-filter.js';
import { batchNamesOf } from './assets.repository.js';
import { HubDatabase, type Tx } from './hub-database.js';
import { filterSql, needsJoin, openIssues, orderSql } from './task-filter.sql.js';

export interface TaskRow {
  readonly id: string;
  readonly projectId: string;
  readonly stageId: string;
  readonly type: string;
  readonly status: string;
  readonly reviewStatus: string | null;
  /** E-mail. */
  readonly assignee: string | null;
  readonly priority: number;
  readonly isBenchmark: boolean;
  /** Milliseconds in the present stage, and in all. */
  readonly duration: number;
  readonly totalDuration: number;
  readonly openIssuesCount: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
  readonly asset: { readonly _id: string; readonly externalId: string; readonly data: string; readonly type: string };
  /** Names. */
  readonly batches: readonly string[];
  readonly contentId: number;
}

export interface TaskListWish {
  readonly conditions: readonly Condition[];
  readonly sort: readonly { readonly field: string; readonly descending: boolean }[];
  readonly offset: number;
  readonly limit: number;
}

const columns = `t.id, t.project_id as "projectId", t.stage_id as "stageId", t.type, t.status, t.review_status as "reviewStatus",
  t.assignee, t.priority, t.is_benchmark as "isBenchmark", t.duration::float8 as duration, t.total_duration::float8 as "totalDuration",
  ${openIssues}::int as "openIssuesCount", t.created_at as "createdAt", a.created_by as "createdBy",
  t.updated_at as "updatedAt", t.updated_by as "updatedBy",
  json_build_object('_id', a.id, 'externalId', a.external_id, 'data', a.data, 'type', a.kind) as asset,
  ${batchNamesOf('a.id')} as batches,
  (select r.content_id::float8 from annotation_store.task_revisions r where r.task_id = t.id and r.rev = t.rev) as "contentId"`;
const joined = `from annotation_store.tasks t join annotation_store.assets a on a.id = t.asset_id
  join annotation_store.projects p on p.id = t.project_id`;

/** Tasks that are not deleted, as they are now. */
@Injectable()
export class TasksRepository {
  constructor(private readonly database: HubDatabase) {}

  async list(projectId: string, wish: TaskListWish): Promise<{ tasks: TaskRow[]; total: number }> {
    const parameters: unknown[] = [projectId];
    const where = `where t.project_id = $1 and t.deleted_at is null${filterSql(wish.conditions, parameters)}`;
    return this.database.change(async (tx) => {
      // a caller's regular expression must not keep the database busy
      await tx.query(`set local statement_timeout = '10s'`);
      const paging = `offset $${parameters.length + 1} limit $${parameters.length + 2}`;
      const tasks = await this.database.rows<TaskRow>(
        `select ${columns} ${joined} ${where} order by ${orderSql(wish.sort)} ${paging}`,
        [...parameters, wish.offset, wish.limit],
        tx,
      );
      const [count] = await this.database.rows<{ n: number }>(
        `select count(*)::int as n ${needsJoin(wish.conditions) ? joined : 'from annotation_store.tasks t'} ${where}`,
        parameters,
        tx,
      );
      return { tasks, total: count?.n ?? 0 };
    });
  }

  async find(taskId: string): Promise<TaskRow | undefined> {
    const [task] = await this.database.rows<TaskRow>(
      `select ${columns} ${joined} where t.id = $1 and t.deleted_at is null`,
      [taskId],
    );
    return task;
  }

  /** The stage of each of these tasks, locked until the transaction ends; in the order of their ids. */
  lock(tx: Tx, taskIds: readonly string[]): Promise<{ id: string; stageId: string }[]> {
    return this.database.rows(
      `select id, stage_id as "stageId" from annotation_store.tasks where id = any($1) and deleted_at is null order by id for update`,
      [taskIds],
      tx,
    );
  }

  setPriority(tx: Tx, taskIds: readonly string[], priority: number): Promise<number> {
    return this.database.execute(tx, 'update annotation_store.tasks set priority = $2 where id = any($1)', [
      taskIds,
      priority,
    ]);
  }

  setReviewStatus(tx: Tx, taskId: string, reviewStatus: string): Promise<number> {
    return this.database.execute(tx, 'update annotation_store.tasks set review_status = $2 where id = $1', [
      taskId,
      reviewStatus,
    ]);
  }

  /** `assignee` null takes the tasks back; `stageId` null means any stage. Returns how many tasks are assigned now. */
  assign(
    tx: Tx,
    projectId: string,
    taskIds: readonly string[],
    stageId: string | null,
    assignee: string | null,
  ): Promise<number> {
    return this.database.execute(
      tx,
      `update annotation_store.tasks set assignee = $4
       where project_id = $1 and id = any($2) and ($3::text is null or stage_id = $3) and deleted_at is null`,
      [projectId, taskIds, stageId, assignee],
    );
  }
}
