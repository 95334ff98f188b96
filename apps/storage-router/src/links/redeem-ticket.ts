import { artifactKindSchema } from '@hub/event-contracts';
import { Failure, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { TicketsRepository } from '../persistence/tickets.repository.js';
import { IssueLink } from './issue-link.js';
import { hashOf } from './issue-ticket.js';

const mostSeconds = 3600;

/** Turns a ticket into a link that was signed this moment. */
@Injectable()
export class RedeemTicket {
  constructor(
    private readonly tickets: TicketsRepository,
    private readonly links: IssueLink,
  ) {}

  /** The signed address. Throws Failure `not-found`, or `gone` with the reason. */
  async execute(token: string, now: Date = new Date()): Promise<string> {
    const ticket = await this.tickets.find(hashOf(token));
    if (!ticket) throw notFound('This link is not one of ours');
    if (ticket.revokedAt) throw new Failure('gone', 'user', 'This link was revoked');
    const left = Math.floor((ticket.expiresAt.getTime() - now.getTime()) / 1000);
    if (left < 1)
      throw new Failure('gone', 'user', 'This link has expired: open the export in the Hub for a fresh one');
    const { storageId, bucket, key, fileName, exportId, userId } = ticket;
    const audit = { exportId, userId, kind: artifactKindSchema.parse(ticket.kind) };
    const request = { location: { storageId, bucket, key }, fileName, audit, expiresIn: Math.min(left, mostSeconds) };
    return (await this.links.execute(request, 'redirect')).url;
  }
}
