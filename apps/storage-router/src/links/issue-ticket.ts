import { createHash, randomBytes } from 'node:crypto';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { LinkAudit } from '../persistence/link-audit.js';
import { TicketsRepository } from '../persistence/tickets.repository.js';
import { ArtifactObjects } from './artifact-objects.js';
import type { IssuedLink, LinkRequest } from './link-request.js';

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Where the users see us. */
export class PublicOrigin {
  constructor(readonly url: string) {}
}

/** A link for mails: it leads to our redirect, which signs anew on each use and can be revoked. */
@Injectable()
export class IssueTicket {
  constructor(
    private readonly transactions: Transactions,
    private readonly objects: ArtifactObjects,
    private readonly tickets: TicketsRepository,
    private readonly audit: LinkAudit,
    private readonly origin: PublicOrigin,
  ) {}

  /** Throws Failure: `not-found`, `gone`, or what the store says. */
  async execute(request: LinkRequest): Promise<IssuedLink> {
    await this.objects.find(request.location);
    const token = randomBytes(32).toString('base64url');
    const issuedAt = new Date();
    const expiresAt = new Date(issuedAt.getTime() + request.expiresIn * 1000);
    const { location, fileName, audit } = request;
    await this.transactions.run(async (tx) => {
      await this.tickets.add(tx.manager, {
        tokenHash: hashOf(token),
        ...audit,
        ...location,
        fileName,
        issuedAt,
        expiresAt,
        revokedAt: null,
      });
      await this.audit.add(tx.manager, 'ticket', request, expiresAt);
    });
    return { url: `${this.origin.url}/d/${token}`, expiresAt };
  }
}
