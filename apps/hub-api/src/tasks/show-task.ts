import { Injectable } from '@nestjs/common';
import type { Answer, Caller } from '@hub/annotation-store';
import { AnswersRepository } from '../persistence/answers.repository.js';
import type { TaskRow } from '../persistence/tasks.repository.js';
import type { Project } from '../projects/project.js';
import { TaskAccess } from './task-access.js';

/** A task with its answer: clients read its lists even when they asked for none. */
@Injectable()
export class ShowTask {
  constructor(
    private readonly access: TaskAccess,
    private readonly answers: AnswersRepository,
  ) {}

  async execute(caller: Caller, taskId: string): Promise<{ task: TaskRow; project: Project; answer: Answer }> {
    const { task, project } = await this.access.task(caller, taskId, 'Labeler');
    return { task, project, answer: await this.answers.answer(task.contentId) };
  }
}
