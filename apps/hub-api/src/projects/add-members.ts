import { Injectable } from '@nestjs/common';
import { Accounts, type Caller, type ProjectRole } from '@hub/annotation-store';
import { badRequest, forbidden } from '@hub/failures';
import { atLeast, roleIn } from '../accounts/roles.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { OrganizationRepository } from '../persistence/organization.repository.js';
import { ProjectAccess } from './project-access.js';

/** Gives people of the organization a role in the project, at most one's own. */
@Injectable()
export class AddMembers {
  constructor(
    private readonly access: ProjectAccess,
    private readonly database: HubDatabase,
    private readonly organization: OrganizationRepository,
    private readonly accounts: Accounts,
  ) {}

  /** Throws Failure `bad-request` for an e-mail outside the organization, `forbidden` for a role above the caller's. */
  async execute(caller: Caller, projectId: string, emails: readonly string[], role: ProjectRole): Promise<void> {
    const project = await this.access.project(caller, projectId, 'Lead');
    const own = roleIn(caller, projectId) ?? 'Labeler';
    if (!atLeast(own, role)) throw forbidden(`Only a ${role} can make others ${role}; your role is ${own}.`);
    const people = await this.organization.members(project.organizationId, emails);
    const unknown = emails.find(
      (email) => !people.some((person) => person.email.toLowerCase() === email.toLowerCase()),
    );
    if (unknown !== undefined) {
      throw badRequest(`${unknown} is no member of the organization.`, {
        field: 'assignees',
        value: unknown,
        expected: 'e-mails of members',
      });
    }
    const above = people.find((person) => {
      const present = person.projects.find((membership) => membership.projectId === projectId);
      return present && !atLeast(own, present.projectRole);
    });
    if (above) throw forbidden(`${above.email} has a higher role than yours.`);
    await this.database.change(async (tx) => {
      for (const person of people) await this.accounts.within(tx).setProjectRole(projectId, person.id, role);
    });
  }
}
