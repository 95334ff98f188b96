import type { Caller } from '../read/accounts.js';
import type { Accounts } from './accounts.js';

/** Finds callers in the annotation store. Fits the `CallerResolver` port of service-defaults. A key wins over a session. */
export class StoreCallerResolver {
  constructor(private readonly accounts: Accounts) {}

  async resolve({
    apiKey,
    sessionToken,
  }: {
    readonly apiKey?: string;
    readonly sessionToken?: string;
  }): Promise<Caller | null> {
    if (apiKey) return this.accounts.callerByApiKey(apiKey);
    return sessionToken ? this.accounts.callerBySession(sessionToken) : null;
  }
}
