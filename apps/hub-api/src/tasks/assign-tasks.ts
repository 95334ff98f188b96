import { Injectable } from '@nestjs/common';
import type { Caller } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { HubDatabase } from '../persistence/hub-database.js';
import { OrganizationRepository } from '../persistence/organization.repository.js';
import { TasksRepository } from '../persistence/tasks.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import { requireStage } from '../projects/workflow.js';

export interface TaskAssignment {
  readonly tasks: readonly string[];
  /** E-mail; null takes the tasks back. */
  readonly user: string | null;
  /** Only tasks in this stage (id or name). */
  readonly stage?: string;
}

/** Gives tasks to a person who can work on them. Returns how many were given. */
@Injectable()
export class AssignTasks {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly organization: OrganizationRepository,
    private readonly tasks: TasksRepository,
  ) {}

  async execute(caller: Caller, projectId: string, wish: TaskAssignment): Promise<number> {
    const project = await this.access.project(caller, projectId, 'Lead');
    const stageId = wish.stage ? requireStage(project.stages, wish.stage, 'stage').id : null;
    const assignee =
      wish.user === null
        ? null
        : await this.organization.emailOfProjectMember(project.organizationId, projectId, wish.user);
    if (assignee === undefined) {
      throw badRequest(`${wish.user} is no member of this project.`, {
        field: 'user',
        value: wish.user ?? '',
        expected: 'the e-mail of a member',
      });
    }
    return this.database.change((tx) => this.tasks.assign(tx, projectId, wish.tasks, stageId, assignee));
  }
}
