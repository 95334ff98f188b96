import { Injectable } from '@nestjs/common';
import { Issues, type Caller, type IssueDocument } from '@hub/annotation-store';
import { HubDatabase } from '../persistence/hub-database.js';
import { TaskAccess } from '../tasks/task-access.js';
import { newIssueDocument, type IssueWish } from './issue-document.js';

/** A new issue on a task, in the stage the task is in. */
@Injectable()
export class RaiseIssue {
  constructor(
    private readonly access: TaskAccess,
    private readonly database: HubDatabase,
    private readonly issues: Issues,
  ) {}

  async execute(caller: Caller, taskId: string, wish: IssueWish): Promise<IssueDocument> {
    const { task, project } = await this.access.task(caller, taskId, 'Labeler');
    const stage = project.stages.find(({ id }) => id === task.stageId);
    const document = newIssueDocument(
      {
        taskId,
        projectId: project.id,
        asset: { _id: task.asset._id, externalId: task.asset.externalId, batches: task.batches },
        stage: { id: task.stageId, name: stage?.name ?? task.stageId },
        createdBy: caller.email,
        createdAt: new Date().toISOString(),
      },
      wish,
    );
    const id = await this.database.change((tx) => this.issues.create(tx, project.id, taskId, document));
    return { _id: id, ...document };
  }
}
