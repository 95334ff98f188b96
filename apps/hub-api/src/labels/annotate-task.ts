import { Inject, Injectable } from '@nestjs/common';
import { CategoryLookup, type Answer, type Caller, type TaskWriter } from '@hub/annotation-store';
import { badRequest, conflict } from '@hub/failures';
import { assertRole, roleIn } from '../accounts/roles.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { TASK_WRITER } from '../persistence/store.tokens.js';
import { TasksRepository, type TaskRow } from '../persistence/tasks.repository.js';
import { nextStage } from '../projects/workflow.js';
import { TaskAccess } from '../tasks/task-access.js';
import { problemOf } from './check-answer.js';

export interface Annotation {
  readonly answer: Answer;
  /** Close the present stage and move on. */
  readonly nextStage: boolean;
  /** Milliseconds since the last save. */
  readonly duration: number;
  readonly blurDuration: number;
  readonly idleDuration: number;
}

/** Saves a person's or a plugin's answer and, if wished, sends the task to the next stage: both or neither. */
@Injectable()
export class AnnotateTask {
  constructor(
    private readonly access: TaskAccess,
    private readonly database: HubDatabase,
    private readonly tasks: TasksRepository,
    @Inject(TASK_WRITER) private readonly writer: TaskWriter,
  ) {}

  /** Returns the stage the task is in now. Throws Failure `bad-request` naming the broken object, `conflict`, `forbidden`. */
  async execute(caller: Caller, taskId: string, annotation: Annotation): Promise<{ task: TaskRow; stageId: string }> {
    const { task, project } = await this.access.task(caller, taskId, 'Labeler');
    const stage = project.stages.find(({ id }) => id === task.stageId);
    if (stage?.type === 'Review') assertRole(roleIn(caller, project.id) ?? 'Labeler', 'Reviewer');
    const problem = problemOf(annotation.answer, new CategoryLookup(project.categorySchema), {
      video: task.asset.type === 'video',
    });
    if (problem)
      throw badRequest(`The answer cannot be saved: ${problem.path}: ${problem.reason}`, {
        field: `answer.${problem.path}`,
        expected: problem.reason,
      });
    const next = annotation.nextStage ? nextStage(project.stages, task.stageId) : undefined;
    await this.database.change(async (tx) => {
      const [locked] = await this.tasks.lock(tx, [taskId]);
      if (locked?.stageId !== task.stageId)
        throw conflict('The task has just moved to another stage. Look at it again.', { field: 'task', value: taskId });
      const { answer, duration, blurDuration, idleDuration } = annotation;
      await this.writer.saveAnswer(tx, taskId, answer, {
        by: caller.email,
        origin: 'person',
        duration,
        blurDuration,
        idleDuration,
      });
      if (next) await this.writer.completeStage(tx, taskId, next.id, { by: caller.email, origin: 'person' });
    });
    return { task, stageId: next?.id ?? task.stageId };
  }
}
