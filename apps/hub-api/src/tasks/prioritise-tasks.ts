import { Injectable } from '@nestjs/common';
import type { Caller } from '@hub/annotation-store';
import type { TaskSelection } from '../persistence/task-selection.repository.js';
import { TasksRepository } from '../persistence/tasks.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import { resolveSelection, SelectedTasks } from './selected-tasks.js';

/** Sets the priority of the matching tasks; all of the project's when nothing narrows them. Returns how many. */
@Injectable()
export class PrioritiseTasks {
  constructor(
    private readonly access: ProjectAccess,
    private readonly selected: SelectedTasks,
    private readonly tasks: TasksRepository,
  ) {}

  async execute(caller: Caller, projectId: string, filters: TaskSelection, priority: number): Promise<number> {
    const project = await this.access.project(caller, projectId, 'Lead');
    return this.selected.forEach(projectId, resolveSelection(filters, project.stages), (tx, tasks) =>
      this.tasks.setPriority(
        tx,
        tasks.map(({ id }) => id),
        priority,
      ),
    );
  }
}
