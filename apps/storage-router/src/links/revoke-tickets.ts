import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { TicketsRepository } from '../persistence/tickets.repository.js';
import { hashOf } from './issue-ticket.js';
import type { Revocation } from './link-request.js';

/** Makes tickets void. */
@Injectable()
export class RevokeTickets {
  constructor(
    private readonly transactions: Transactions,
    private readonly tickets: TicketsRepository,
  ) {}

  /** How many were valid until now. */
  execute(revocation: Revocation): Promise<number> {
    const which =
      'url' in revocation ? { tokenHash: hashOf(new URL(revocation.url).pathname.replace(/^\/d\//, '')) } : revocation;
    return this.transactions.run((tx) => this.tickets.revoke(tx.manager, which, new Date()));
  }
}
