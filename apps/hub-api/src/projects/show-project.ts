import { Injectable } from '@nestjs/common';
import { mayExport, Projects, type Batch, type Caller, type ProjectRole } from '@hub/annotation-store';
import { roleIn } from '../accounts/roles.js';
import { ProjectsRepository, type ProjectMember } from '../persistence/projects.repository.js';
import { ProjectAccess } from './project-access.js';
import type { Project } from './project.js';

/** A project with all that its pages show. */
export interface ProjectView {
  readonly project: Project;
  readonly role: ProjectRole;
  readonly mayExport: boolean;
  readonly batches: readonly Batch[];
  readonly members: readonly ProjectMember[];
  /** E-mail of the organization's owner. */
  readonly owner: string | undefined;
  /** Tasks by stage id. */
  readonly tasksPerStage: Readonly<Record<string, number>>;
}

@Injectable()
export class ShowProject {
  constructor(
    private readonly access: ProjectAccess,
    private readonly projects: Projects,
    private readonly rows: ProjectsRepository,
  ) {}

  async execute(caller: Caller, projectId: string): Promise<ProjectView> {
    const project = await this.access.project(caller, projectId, 'Labeler');
    const [batches, members, owner, tasksPerStage] = await Promise.all([
      this.projects.batches(projectId),
      this.rows.members(projectId),
      this.rows.organizationOwner(project.organizationId),
      this.rows.tasksPerStage(projectId),
    ]);
    const role = roleIn(caller, projectId) ?? 'Labeler';
    return { project, role, mayExport: mayExport(caller, projectId), batches, members, owner, tasksPerStage };
  }
}
