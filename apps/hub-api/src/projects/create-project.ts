import { Injectable } from '@nestjs/common';
import { Projects, type Caller } from '@hub/annotation-store';
import { assertOrganizationAdmin } from '../accounts/roles.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { ProjectsRepository } from '../persistence/projects.repository.js';

/** A new project with the default workflow and an empty ontology; returns its id. Throws Failure `forbidden`. */
@Injectable()
export class CreateProject {
  constructor(
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    private readonly rows: ProjectsRepository,
  ) {}

  async execute(caller: Caller, wish: { name: string; description: string; type: string }): Promise<string> {
    assertOrganizationAdmin(caller, 'create projects');
    const { name, description, type } = wish;
    return this.database.change(async (tx) => {
      const id = await this.projects
        .within(tx)
        .create({ organizationId: caller.organizationId, name, description, createdBy: caller.email });
      await this.rows.setType(tx, id, type);
      return id;
    });
  }
}
