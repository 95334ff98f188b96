import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { contentTypeOf } from '../deliver/content-type.js';
import { LinkAudit } from '../persistence/link-audit.js';
import { ArtifactObjects } from './artifact-objects.js';
import { secondsOf, type IssuedLink, type LinkRequest } from './link-request.js';
import { LinkSettings } from './link-settings.js';
import { within } from './within.js';

/** Signs a link from the place where the object lives. Links are never stored; that one was issued is. */
@Injectable()
export class IssueLink {
  constructor(
    private readonly transactions: Transactions,
    private readonly objects: ArtifactObjects,
    private readonly audit: LinkAudit,
    private readonly settings: LinkSettings,
  ) {}

  /**
   * `ticketId`: it is signed because that ticket was used. The link may end sooner than asked for: with the session that
   * signed it. Throws Failure: `not-found`, `gone`, `conflict`, `bad-request`, or what the store says.
   */
  async execute(request: LinkRequest, ticketId: string | null = null): Promise<IssuedLink> {
    const { location, organizationId, fileName } = request;
    const wanted = secondsOf(request.expiresIn, this.settings.link);
    const { bucket, secondsLeft } = await this.objects.find(location, organizationId);
    const link = await bucket.links.signDownload(location.key, {
      expiresIn: within(wanted, secondsLeft),
      fileName,
      contentType: contentTypeOf(fileName),
    });
    const form = ticketId === null ? 'link' : 'redirect';
    await this.transactions.run((tx) => this.audit.add(tx.manager, form, request, link.expiresAt, ticketId));
    return link;
  }
}
