import { Injectable } from '@nestjs/common';
import { Accounts, type Caller } from '@hub/annotation-store';
import { badRequest, forbidden } from '@hub/failures';
import { HubDatabase } from '../persistence/hub-database.js';
import { OrganizationRepository, type OrganizationMember } from '../persistence/organization.repository.js';
import { assertOwnOrganization } from './roles.js';

/** The people of an organization. Owners and admins see and change them; the owner stays the owner. */
@Injectable()
export class OrganizationMembers {
  constructor(
    private readonly database: HubDatabase,
    private readonly organization: OrganizationRepository,
    private readonly accounts: Accounts,
  ) {}

  async list(caller: Caller, organizationId: string): Promise<OrganizationMember[]> {
    assertOwnOrganization(caller, organizationId, 'see its members');
    return this.organization.members(organizationId);
  }

  async changeRoles(
    caller: Caller,
    organizationId: string,
    wishes: readonly { email: string; role: 'member' | 'admin' }[],
  ): Promise<number> {
    assertOwnOrganization(caller, organizationId, 'change roles');
    const people = await this.named(organizationId, wishes.map(({ email }) => email)); // prettier-ignore
    await this.database.change(async (tx) => {
      for (const [i, person] of people.entries()) {
        await this.accounts.within(tx).setOrganizationRole(organizationId, person.id, wishes[i]?.role ?? 'member');
      }
    });
    return people.length;
  }

  /** Their roles, API keys and sessions end at once. */
  async remove(caller: Caller, organizationId: string, emails: readonly string[]): Promise<number> {
    assertOwnOrganization(caller, organizationId, 'remove members');
    const people = await this.named(organizationId, emails);
    await this.database.change(async (tx) => {
      for (const person of people) await this.accounts.within(tx).removeMember(organizationId, person.id);
    });
    return people.length;
  }

  /** The members with these e-mails, in this order. Throws Failure for an unknown one and for the owner. */
  private async named(organizationId: string, emails: readonly string[]): Promise<OrganizationMember[]> {
    const members = await this.organization.members(organizationId, emails);
    return emails.map((email) => {
      const person = members.find((member) => member.email.toLowerCase() === email.toLowerCase());
      if (!person)
        throw badRequest(`${email} is no member of the organization.`, {
          field: 'users',
          value: email,
          expected: 'e-mails of members',
        });
      if (person.role === 'owner') throw forbidden('The owner of the organization cannot be changed or removed.');
      return person;
    });
  }
}
