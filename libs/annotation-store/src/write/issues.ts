import { newId } from '@hub/annotations';
import { notFound } from '@hub/failures';
import type { EntityManager } from 'typeorm';

/** What an export shows of an issue (spec 2.4): the whole object but for `_id`. */
export type IssueDocument = Readonly<Record<string, unknown>>;

/** Issues are revisions too: an export shows them as they were at its snapshot. */
export class Issues {
  /** Returns the new issue's id, which is the document's `_id`. */
  async create(manager: EntityManager, projectId: string, taskId: string, document: IssueDocument): Promise<string> {
    const id = newId();
    const text = JSON.stringify({ _id: id, ...document });
    await manager.query(
      `insert into annotation_store.issues (id, project_id, task_id, rev, document) values ($1, $2, $3, 1, $4)`,
      [id, projectId, taskId, text],
    );
    await manager.query(
      `insert into annotation_store.issue_revisions (issue_id, project_id, rev, document) values ($1, $2, 1, $3)`,
      [id, projectId, text],
    );
    return id;
  }

  /** Changes the document by a function of the present one. Throws Failure `not-found`. */
  async change(
    manager: EntityManager,
    issueId: string,
    change: (document: IssueDocument) => IssueDocument,
  ): Promise<void> {
    const { document, rev } = await this.lock(manager, issueId);
    const text = JSON.stringify({ ...change(document), _id: issueId });
    await this.append(manager, issueId, rev + 1, text, false);
  }

  async delete(manager: EntityManager, issueId: string): Promise<void> {
    const { document, rev } = await this.lock(manager, issueId);
    await this.append(manager, issueId, rev + 1, JSON.stringify(document), true);
  }

  private async lock(manager: EntityManager, issueId: string): Promise<{ document: IssueDocument; rev: number }> {
    const [row] = await manager.query<{ document: IssueDocument; rev: number }[]>(
      `select document, rev from annotation_store.issues where id = $1 and deleted_at is null for update`,
      [issueId],
    );
    if (!row) throw notFound('There is no such issue.', { field: 'issueId', value: issueId });
    return row;
  }

  private async append(
    manager: EntityManager,
    issueId: string,
    rev: number,
    document: string,
    deleted: boolean,
  ): Promise<void> {
    await manager.query(
      `insert into annotation_store.issue_revisions (issue_id, project_id, rev, document, deleted)
       select id, project_id, $2, $3, $4 from annotation_store.issues where id = $1`,
      [issueId, rev, document, deleted],
    );
    await manager.query(
      `update annotation_store.issues set rev = $2, document = $3, deleted_at = case when $4 then now() end where id = $1`,
      [issueId, rev, document, deleted],
    );
  }
}
