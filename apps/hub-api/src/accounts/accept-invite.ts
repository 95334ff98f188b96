import { Injectable } from '@nestjs/common';
import { Accounts, hashSecret } from '@hub/annotation-store';
import { notFound, unauthenticated } from '@hub/failures';
import { HubDatabase, type Tx } from '../persistence/hub-database.js';
import { InvitesRepository } from '../persistence/invites.repository.js';

export interface Acceptance {
  readonly token: string;
  readonly name: string;
  /** A new one, or that of the account the e-mail already has. */
  readonly password: string;
}

/** Makes who holds an invite a member: with a new account, or with the one they have, whose password they must know. */
@Injectable()
export class AcceptInvite {
  constructor(
    private readonly database: HubDatabase,
    private readonly accounts: Accounts,
    private readonly invites: InvitesRepository,
  ) {}

  /** Returns the e-mail. Throws Failure `not-found` for a token that is unknown, used or too old; `unauthenticated`. */
  execute(acceptance: Acceptance): Promise<string> {
    return this.database.change(async (tx) => {
      const invite = await this.invites.accept(tx, hashSecret(acceptance.token));
      if (!invite) throw notFound('This invite is used, taken back or too old.', { field: 'token' });
      const userId = await this.account(tx, invite.email, acceptance);
      const accounts = this.accounts.within(tx);
      await accounts.setOrganizationRole(invite.organizationId, userId, invite.role);
      for (const { projectId, projectRole } of invite.projectRoles)
        await accounts.setProjectRole(projectId, userId, projectRole);
      return invite.email;
    });
  }

  private async account(tx: Tx, email: string, { name, password }: Acceptance): Promise<string> {
    const accounts = this.accounts.within(tx);
    if ((await accounts.userIdByEmail(email)) === null) return accounts.createUser({ email, name, password });
    const session = await accounts.signIn(email, password);
    if (!session) throw unauthenticated('This e-mail has an account: give its password.');
    await accounts.closeSession(session.token);
    return session.userId;
  }
}
