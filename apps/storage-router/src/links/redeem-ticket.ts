import { artifactKindSchema } from '@hub/event-contracts';
import { Failure, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import type { TicketEntity } from '../persistence/ticket.entity.js';
import { TicketsRepository } from '../persistence/tickets.repository.js';
import { ArtifactObjects, type FoundArtifact } from './artifact-objects.js';
import { IssueLink } from './issue-link.js';
import { hashOf } from './issue-ticket.js';
import { LinkSettings } from './link-settings.js';

/** Turns a ticket into a link that was signed this moment. */
@Injectable()
export class RedeemTicket {
  constructor(
    private readonly tickets: TicketsRepository,
    private readonly links: IssueLink,
    private readonly objects: ArtifactObjects,
    private readonly settings: LinkSettings,
  ) {}

  /** The signed address. Throws Failure `not-found`, or `gone` with the reason. */
  async execute(token: string, clientAddress?: string): Promise<string> {
    const { ticket, secondsLeft } = await this.valid(token);
    const { id, exportId, userId, organizationId, channel, fileName, storageId, bucket, key } = ticket;
    const audit = { exportId, userId, kind: artifactKindSchema.parse(ticket.kind), clientAddress };
    const expiresIn = Math.min(secondsLeft, this.settings.link.byDefault);
    const location = { storageId, bucket, key };
    const request = { location, organizationId: organizationId ?? undefined, fileName, channel, audit, expiresIn };
    return (await this.links.execute(request, id)).url;
  }

  /** What the ticket leads to, for those who only look: nothing is signed. Throws as `execute`. */
  async look(token: string): Promise<FoundArtifact & { fileName: string }> {
    const { ticket } = await this.valid(token);
    const { storageId, bucket, key, organizationId, fileName } = ticket;
    return { ...(await this.objects.find({ storageId, bucket, key }, organizationId ?? undefined)), fileName };
  }

  private async valid(token: string): Promise<{ ticket: TicketEntity; secondsLeft: number }> {
    const found = await this.tickets.find(hashOf(token));
    if (!found) throw notFound('This link is not one of ours');
    if (found.ticket.revokedAt) throw new Failure('gone', 'user', 'This link was revoked');
    if (found.secondsLeft < 1)
      throw new Failure('gone', 'user', 'This link has expired: open the export in the Hub for a fresh one');
    return found;
  }
}
