import { Injectable } from '@nestjs/common';
import { Accounts, type Caller } from '@hub/annotation-store';
import { unauthenticated } from '@hub/failures';

export interface OpenedSession {
  /** The cookie's value; only its hash is stored. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly caller: Caller;
}

@Injectable()
export class SignIn {
  constructor(private readonly accounts: Accounts) {}

  /** Throws Failure `unauthenticated`, the same for an unknown e-mail, a wrong password and a user without organization. */
  async execute(email: string, password: string): Promise<OpenedSession> {
    const session = await this.accounts.signIn(email, password);
    const caller = session && (await this.accounts.callerBySession(session.token));
    if (!session || !caller) throw unauthenticated('E-mail or password is wrong.');
    return { token: session.token, expiresAt: session.expiresAt, caller };
  }
}
