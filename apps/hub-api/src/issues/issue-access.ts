import { Injectable } from '@nestjs/common';
import type { Caller } from '@hub/annotation-store';
import { Failure, forbidden, notFound } from '@hub/failures';
import { atLeast, roleIn } from '../accounts/roles.js';
import { IssuesRepository, type IssueRow } from '../persistence/issues.repository.js';
import { ProjectAccess } from '../projects/project-access.js';

/** The door to every issue, through its project. */
@Injectable()
export class IssueAccess {
  constructor(
    private readonly access: ProjectAccess,
    private readonly issues: IssuesRepository,
  ) {}

  /** An issue the caller may read and comment. Throws Failure `not-found`. */
  async visible(caller: Caller, issueId: string): Promise<IssueRow> {
    const unknown = notFound('There is no such issue.', { field: 'issue', value: issueId });
    const issue = await this.issues.find(issueId);
    if (!issue) throw unknown;
    try {
      await this.access.project(caller, issue.projectId, 'Labeler');
    } catch (error) {
      throw error instanceof Failure && error.code === 'not-found' ? unknown : error;
    }
    return issue;
  }

  /** An issue the caller may change or delete: their own, or any for Leads. Throws Failure `forbidden` too. */
  async own(caller: Caller, issueId: string): Promise<IssueRow> {
    const issue = await this.visible(caller, issueId);
    const role = roleIn(caller, issue.projectId) ?? 'Labeler';
    if (issue.document['createdBy'] !== caller.email && !atLeast(role, 'Lead')) {
      throw forbidden(`Only who raised an issue and the role Lead may change it; yours is ${role}.`);
    }
    return issue;
  }
}
