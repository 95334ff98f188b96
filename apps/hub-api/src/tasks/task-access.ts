import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '@hub/annotation-store';
import { badRequest, Failure, notFound } from '@hub/failures';
import { TasksRepository, type TaskRow } from '../persistence/tasks.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import type { Project } from '../projects/project.js';

/** The door to every task, through its project. */
@Injectable()
export class TaskAccess {
  constructor(
    private readonly access: ProjectAccess,
    private readonly tasks: TasksRepository,
  ) {}

  /** Throws Failure `bad-request` for something that is no id, `not-found` for what the caller may not see, `forbidden`. */
  async task(caller: Caller, taskId: string, needed: ProjectRole): Promise<{ task: TaskRow; project: Project }> {
    const refused = { field: 'task', value: taskId, expected: 'the id of a task' };
    if (!/^[0-9a-f]{24}$/.test(taskId)) throw badRequest(`Invalid task: ${taskId}`, refused);
    const task = await this.tasks.find(taskId);
    if (!task) throw notFound('There is no such task.', { field: 'task', value: taskId });
    try {
      return { task, project: await this.access.project(caller, task.projectId, needed) };
    } catch (error) {
      // whoever may not see the project must not learn its id from a task's
      if (error instanceof Failure && error.code === 'not-found')
        throw notFound('There is no such task.', { field: 'task', value: taskId });
      throw error;
    }
  }
}
