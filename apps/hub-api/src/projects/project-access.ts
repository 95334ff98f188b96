import { Injectable } from '@nestjs/common';
import { Projects, type Caller, type ProjectRole } from '@hub/annotation-store';
import { badRequest, notFound } from '@hub/failures';
import { assertRole, roleIn } from '../accounts/roles.js';
import { projectOf, type Project } from './project.js';

const idPattern = /^[0-9a-f]{24}$/;

/** The door to every project: what is not the caller's to see does not exist for them. */
@Injectable()
export class ProjectAccess {
  constructor(private readonly projects: Projects) {}

  /**
   * The project, when the caller has at least this role in it.
   * Throws Failure `bad-request` for something that is no id, `not-found` for what they may not see, `forbidden`.
   */
  async project(caller: Caller, projectId: string, needed: ProjectRole): Promise<Project> {
    const refused = { field: 'project', value: projectId, expected: 'the id of a project you are a member of' };
    if (!idPattern.test(projectId)) throw badRequest(`Invalid project: ${projectId}`, refused);
    const stored = await this.projects.get(projectId);
    const role = stored.organizationId === caller.organizationId ? roleIn(caller, projectId) : undefined;
    if (!role) throw notFound('There is no such project.', { field: 'project', value: projectId });
    assertRole(role, needed);
    return projectOf(stored);
  }
}
