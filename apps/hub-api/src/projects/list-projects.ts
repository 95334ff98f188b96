import { Injectable } from '@nestjs/common';
import { mayExport, Projects, type Caller, type ProjectRole } from '@hub/annotation-store';
import { isOrganizationAdmin, roleIn } from '../accounts/roles.js';
import { ProjectsRepository } from '../persistence/projects.repository.js';
import { projectOf, type Project } from './project.js';

export interface ListedProject {
  readonly project: Project;
  readonly role: ProjectRole;
  readonly mayExport: boolean;
  readonly tasks: number;
}

/** The caller's projects, newest first: all of the organization for its admins, their own for members. */
@Injectable()
export class ListProjects {
  constructor(
    private readonly projects: Projects,
    private readonly rows: ProjectsRepository,
  ) {}

  async execute(
    caller: Caller,
    { page, limit }: { page: number; limit: number },
  ): Promise<{ projects: ListedProject[]; total: number }> {
    const only = isOrganizationAdmin(caller) ? undefined : Object.keys(caller.projectRoles);
    const [stored, total] = await Promise.all([
      this.projects.list(caller.organizationId, { only, limit, offset: (page - 1) * limit }),
      this.rows.count(caller.organizationId, only),
    ]);
    const tasks = await this.rows.taskCounts(stored.map((project) => project.id));
    const projects = stored.map((project) => ({
      project: projectOf(project),
      role: roleIn(caller, project.id) ?? ('Labeler' as const),
      mayExport: mayExport(caller, project.id),
      tasks: tasks[project.id] ?? 0,
    }));
    return { projects, total };
  }
}
