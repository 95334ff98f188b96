import { Injectable } from '@nestjs/common';
import type { Caller, IssueDocument } from '@hub/annotation-store';
import { IssuesRepository, type IssueFilter } from '../persistence/issues.repository.js';
import { ProjectAccess } from '../projects/project-access.js';

@Injectable()
export class ListIssues {
  constructor(
    private readonly access: ProjectAccess,
    private readonly issues: IssuesRepository,
  ) {}

  async execute(
    caller: Caller,
    projectId: string,
    filter: IssueFilter,
    { page, limit }: { page: number; limit: number },
  ): Promise<{ issues: IssueDocument[]; total: number }> {
    await this.access.project(caller, projectId, 'Labeler');
    const { issues, total } = await this.issues.list(projectId, filter, (page - 1) * limit, limit);
    return { issues: issues.map(({ document }) => document), total };
  }
}
