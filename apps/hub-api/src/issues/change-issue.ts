import { Injectable } from '@nestjs/common';
import { Issues, type Caller, type IssueDocument } from '@hub/annotation-store';
import { newId } from '@hub/annotations';
import { notFound } from '@hub/failures';
import { HubDatabase } from '../persistence/hub-database.js';
import { IssueAccess } from './issue-access.js';
import { changedIssue, commentedIssue, type IssueWish } from './issue-document.js';

/** Changes, comments and deletions of issues: each is a revision, so an export shows the issue as it was. */
@Injectable()
export class ChangeIssue {
  constructor(
    private readonly access: IssueAccess,
    private readonly database: HubDatabase,
    private readonly issues: Issues,
  ) {}

  async update(caller: Caller, issueId: string, wish: IssueWish): Promise<IssueDocument> {
    await this.access.own(caller, issueId);
    return this.apply(issueId, (document) => changedIssue(document, wish, caller.email, new Date().toISOString()));
  }

  async comment(
    caller: Caller,
    issueId: string,
    comment: { content: string; contentMentions?: readonly string[] },
  ): Promise<IssueDocument> {
    await this.access.visible(caller, issueId);
    const signed = { _id: newId(), createdBy: caller.email, createdAt: new Date().toISOString(), ...comment };
    return this.apply(issueId, (document) => commentedIssue(document, signed));
  }

  /** Throws Failure `not-found` when the issue is not in the project that was named. */
  async delete(caller: Caller, issueId: string, projectId: string | undefined): Promise<void> {
    const issue = await this.access.own(caller, issueId);
    if (projectId !== undefined && issue.projectId !== projectId) {
      throw notFound('There is no such issue in this project.', { field: 'project', value: projectId });
    }
    await this.database.change((tx) => this.issues.delete(tx, issueId));
  }

  private apply(issueId: string, change: (document: IssueDocument) => IssueDocument): Promise<IssueDocument> {
    return this.database.change(async (tx) => {
      let changed: IssueDocument = {};
      await this.issues.change(tx, issueId, (document) => (changed = change(document)));
      return changed;
    });
  }
}
