import { Injectable } from '@nestjs/common';
import { Projects, type Caller } from '@hub/annotation-store';
import { HubDatabase } from '../persistence/hub-database.js';
import { ProjectAccess } from './project-access.js';

/** Hides the project from everybody; nothing is removed. */
@Injectable()
export class DeleteProject {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly projects: Projects,
  ) {}

  async execute(caller: Caller, projectId: string): Promise<void> {
    const project = await this.access.project(caller, projectId, 'Manager');
    await this.database.change((tx) => this.projects.within(tx).delete(project.id));
  }
}
