import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { LinkAudit } from '../persistence/link-audit.js';
import { TicketsRepository } from '../persistence/tickets.repository.js';
import { hashOf } from './issue-ticket.js';
import type { TicketRevocation } from './link-request.js';
import { tokenOf } from './ticket-address.js';

/**
 * `revoked`: tickets that were valid until now. `signedUntil`: links of the export that were signed before work until then,
 * nobody can take them back; null when there are none, or when the ticket was named by its address only.
 */
export interface Revoked {
  readonly revoked: number;
  readonly signedUntil: Date | null;
}

/** Makes tickets void. */
@Injectable()
export class RevokeTickets {
  constructor(
    private readonly transactions: Transactions,
    private readonly tickets: TicketsRepository,
    private readonly audit: LinkAudit,
  ) {}

  execute({ url, revokedBy, ...which }: TicketRevocation): Promise<Revoked> {
    const tokenHash = url === undefined ? undefined : hashOf(tokenOf(url));
    const { exportId, ticketId } = which;
    return this.transactions.run(async (tx) => {
      const revoked = await this.tickets.revoke(tx.manager, { ...which, tokenHash }, revokedBy ?? null);
      const signedUntil = exportId === undefined ? null : await this.audit.signedUntil(tx.manager, exportId, ticketId);
      return { revoked, signedUntil };
    });
  }
}
