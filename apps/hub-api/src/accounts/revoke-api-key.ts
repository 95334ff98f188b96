import { Injectable } from '@nestjs/common';
import { Accounts, type Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { AccountsRepository } from '../persistence/accounts.repository.js';

@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly accounts: Accounts,
    private readonly rows: AccountsRepository,
  ) {}

  /** Throws Failure `not-found` for a key that is not the caller's. Revoking twice is no error. */
  async execute(caller: Caller, id: string): Promise<void> {
    const own = await this.rows.apiKeys(caller);
    if (!own.some((key) => key.id === id)) throw notFound(`You have no API key ${id}.`, { field: 'id', value: id });
    await this.accounts.revokeApiKey(id);
  }
}
