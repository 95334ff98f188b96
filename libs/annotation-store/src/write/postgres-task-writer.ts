import type { EntityManager } from 'typeorm';
import { completeStage } from './complete-stage.js';
import { createTasks } from './create-tasks.js';
import { saveAnswer } from './save-answer.js';
import type { Answer, CompleteContext, NewTask, SaveContext, TaskWriter, WriteContext } from './task-writer.js';

/** The write side on Postgres: one file per change. */
export class PostgresTaskWriter implements Pick<TaskWriter, 'createTasks' | 'saveAnswer' | 'completeStage'> {
  createTasks(
    manager: EntityManager,
    projectId: string,
    stageId: string,
    tasks: readonly NewTask[],
    context: WriteContext,
  ) {
    return createTasks(manager, projectId, stageId, tasks, context);
  }
  saveAnswer(manager: EntityManager, taskId: string, answer: Answer, context: SaveContext) {
    return saveAnswer(manager, taskId, answer, context);
  }
  completeStage(manager: EntityManager, taskId: string, stageId: string, context: CompleteContext) {
    return completeStage(manager, taskId, stageId, context);
  }
}
