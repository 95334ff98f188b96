import { Injectable } from '@nestjs/common';
import { hashSecret, newSecret, Projects, type Caller } from '@hub/annotation-store';
import { newId } from '@hub/annotations';
import { badRequest } from '@hub/failures';
import { HubDatabase } from '../persistence/hub-database.js';
import { InvitesRepository, type Invite, type ProjectAssignment } from '../persistence/invites.repository.js';
import { OrganizationRepository } from '../persistence/organization.repository.js';
import { assertOwnOrganization } from './roles.js';

export interface InviteWish {
  readonly emails: readonly string[];
  readonly role: 'admin' | 'member';
  readonly projectRoles: readonly ProjectAssignment[];
}

const days = 7;

/** Invitations into an organization, by its owners and admins. The token goes to who invites: handing it on is up to them. */
@Injectable()
export class Invites {
  constructor(
    private readonly database: HubDatabase,
    private readonly projects: Projects,
    private readonly organization: OrganizationRepository,
    private readonly invites: InvitesRepository,
  ) {}

  async list(caller: Caller, organizationId: string): Promise<Invite[]> {
    assertOwnOrganization(caller, organizationId, 'see invites');
    return this.invites.open(organizationId);
  }

  /** Throws Failure `bad-request` for people who are members already and for projects of others. */
  async create(caller: Caller, organizationId: string, wish: InviteWish): Promise<{ email: string; token: string }[]> {
    assertOwnOrganization(caller, organizationId, 'invite people');
    const [member] = await this.organization.members(organizationId, wish.emails);
    if (member) throw badRequest(`${member.email} is a member already.`, { field: 'to', value: member.email });
    for (const { projectId } of wish.projectRoles) await this.assertProject(organizationId, projectId);
    const expiresAt = new Date(Date.now() + days * 24 * 3600 * 1000);
    return this.database.change(async (tx) => {
      const created: { email: string; token: string }[] = [];
      for (const email of new Set(wish.emails)) {
        const token = newSecret();
        const { role, projectRoles } = wish;
        const invite = { id: newId(), organizationId, email, role, projectRoles, createdBy: caller.email, expiresAt };
        await this.invites.save(tx, invite, hashSecret(token));
        created.push({ email, token });
      }
      return created;
    });
  }

  /** Returns how many there were. */
  async delete(caller: Caller, organizationId: string, emails: readonly string[]): Promise<number> {
    assertOwnOrganization(caller, organizationId, 'take invites back');
    return this.database.change((tx) => this.invites.delete(tx, organizationId, emails));
  }

  private async assertProject(organizationId: string, projectId: string): Promise<void> {
    const project = await this.projects.get(projectId);
    if (project.organizationId === organizationId) return;
    throw badRequest('There is no such project.', { field: 'projectAssignments', value: projectId });
  }
}
