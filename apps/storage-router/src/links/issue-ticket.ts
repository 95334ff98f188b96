import { createHash, randomBytes } from 'node:crypto';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { LinkAudit } from '../persistence/link-audit.js';
import { TicketsRepository } from '../persistence/tickets.repository.js';
import { ArtifactObjects } from './artifact-objects.js';
import { secondsOf, type IssuedLink, type LinkRequest } from './link-request.js';
import { LinkSettings } from './link-settings.js';
import { ticketAddress } from './ticket-address.js';
import { within } from './within.js';

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Where the users see us. */
export class PublicOrigin {
  constructor(readonly url: string) {}
}

/**
 * A link for mails and programs: it leads to our redirect, which signs anew on each use and can be revoked. So it
 * outlives the sessions that sign for customers' buckets, and serves downloads that are resumed later.
 */
@Injectable()
export class IssueTicket {
  constructor(
    private readonly transactions: Transactions,
    private readonly objects: ArtifactObjects,
    private readonly tickets: TicketsRepository,
    private readonly audit: LinkAudit,
    private readonly origin: PublicOrigin,
    private readonly settings: LinkSettings,
  ) {}

  /** Throws Failure: `not-found`, `gone`, `conflict`, `bad-request`, or what the store says. */
  async execute(request: LinkRequest): Promise<IssuedLink> {
    const { location, organizationId, fileName, channel, audit } = request;
    const wanted = secondsOf(request.expiresIn, this.settings.ticket);
    const { secondsLeft } = await this.objects.find(location, organizationId);
    const token = randomBytes(32).toString('base64url');
    const { exportId, kind, userId } = audit;
    const { storageId, bucket, key } = location;
    const about = { channel, exportId, kind, userId, organizationId: organizationId ?? null, storageId, bucket, key };
    const { expiresAt } = await this.transactions.run(async (tx) => {
      const ticket = { tokenHash: hashOf(token), ...about, fileName };
      const added = await this.tickets.add(tx.manager, ticket, within(wanted, secondsLeft));
      await this.audit.add(tx.manager, 'ticket', request, added.expiresAt, added.id);
      return added;
    });
    return { url: ticketAddress(this.origin.url, token, fileName), expiresAt };
  }
}
