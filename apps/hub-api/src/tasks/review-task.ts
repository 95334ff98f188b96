import { Inject, Injectable } from '@nestjs/common';
import type { Caller, TaskWriter } from '@hub/annotation-store';
import { conflict } from '@hub/failures';
import { HubDatabase } from '../persistence/hub-database.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { TasksRepository } from '../persistence/tasks.repository.js';
import { nextStage } from '../projects/workflow.js';
import { TaskAccess } from './task-access.js';

export const reviewStatuses = ['Accepted', 'Rejected', 'Todo', 'Fixed'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** A reviewer's decision: accepted tasks take the first way on, rejected ones the second; the others stay and are marked. */
@Injectable()
export class ReviewTask {
  constructor(
    private readonly access: TaskAccess,
    private readonly database: HubDatabase,
    private readonly tasks: TasksRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  /** Returns the stage the task is in now. Throws Failure `conflict` when it is in no Review stage. */
  async execute(caller: Caller, taskId: string, reviewStatus: ReviewStatus): Promise<string> {
    const { task, project } = await this.access.task(caller, taskId, 'Reviewer');
    const stage = project.stages.find(({ id }) => id === task.stageId);
    if (stage?.type !== 'Review') {
      throw conflict(
        `The task is in stage ${stage?.name ?? task.stageId}. Only tasks in a Review stage can be reviewed.`,
        { field: 'task', value: taskId },
      );
    }
    const decided = reviewStatus === 'Accepted' || reviewStatus === 'Rejected';
    const next = decided ? nextStage(project.stages, stage.id, reviewStatus === 'Accepted' ? 0 : 1) : stage;
    await this.database.change(async (tx) => {
      const [locked] = await this.tasks.lock(tx, [taskId]);
      if (locked?.stageId !== stage.id)
        throw conflict('The task has just moved to another stage. Look at it again.', { field: 'task', value: taskId });
      if (decided)
        await this.writer.completeStage(tx, taskId, next.id, { by: caller.email, origin: 'person', reviewStatus });
      await this.tasks.setReviewStatus(tx, taskId, reviewStatus);
    });
    return next.id;
  }
}
