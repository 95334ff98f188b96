import { Injectable } from '@nestjs/common';
import type { IssueDocument } from '@hub/annotation-store';
import { HubDatabase } from './hub-database.js';

export interface IssueRow {
  readonly id: string;
  readonly projectId: string;
  readonly taskId: string;
  readonly document: IssueDocument;
}

/** An absent member does not narrow. `stage` is an id or a name, `createdBy` an e-mail. */
export interface IssueFilter {
  readonly asset?: string;
  readonly labelTask?: string;
  readonly stage?: string;
  readonly createdBy?: string;
}

const columns = `i.id, i.project_id as "projectId", i.task_id as "taskId", i.document`;
const matching = `from annotation_store.issues i join annotation_store.tasks t on t.id = i.task_id
  where i.project_id = $1 and i.deleted_at is null and ($2::text is null or t.asset_id = $2) and ($3::text is null or i.task_id = $3)
    and ($4::text is null or i.document->>'stageId' = $4 or i.document->>'stage' = $4)
    and ($5::text is null or i.document->>'createdBy' = $5)`;

/** Issues that are not deleted, as they are now. */
@Injectable()
export class IssuesRepository {
  constructor(private readonly database: HubDatabase) {}

  /** Oldest first. */
  async list(
    projectId: string,
    filter: IssueFilter,
    offset: number,
    limit: number,
  ): Promise<{ issues: IssueRow[]; total: number }> {
    const parameters = [
      projectId,
      filter.asset ?? null,
      filter.labelTask ?? null,
      filter.stage ?? null,
      filter.createdBy ?? null,
    ];
    const [issues, [count]] = await Promise.all([
      this.database.rows<IssueRow>(`select ${columns} ${matching} order by i.seq offset $6 limit $7`, [
        ...parameters,
        offset,
        limit,
      ]),
      this.database.rows<{ n: number }>(`select count(*)::int as n ${matching}`, parameters),
    ]);
    return { issues, total: count?.n ?? 0 };
  }

  async find(issueId: string): Promise<IssueRow | undefined> {
    const [issue] = await this.database.rows<IssueRow>(
      `select ${columns} from annotation_store.issues i where i.id = $1 and i.deleted_at is null`,
      [issueId],
    );
    return issue;
  }
}
