import { Injectable } from '@nestjs/common';
import type { Caller } from '@hub/annotation-store';
import { AccountsRepository } from '../persistence/accounts.repository.js';

export interface SignedInUser {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly organization: { readonly id: string; readonly name: string; readonly role: Caller['organizationRole'] };
  /** Role by project id. Owners and admins act as Manager in every project and need no entry. */
  readonly projectRoles: Caller['projectRoles'];
}

@Injectable()
export class DescribeCaller {
  constructor(private readonly accounts: AccountsRepository) {}

  async execute(caller: Caller): Promise<SignedInUser> {
    return {
      user: { id: caller.userId, email: caller.email, name: caller.name },
      organization: {
        id: caller.organizationId,
        name: await this.accounts.organizationName(caller.organizationId),
        role: caller.organizationRole,
      },
      projectRoles: caller.projectRoles,
    };
  }
}
