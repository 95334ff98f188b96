import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { LinkAudit } from '../persistence/link-audit.js';
import { ArtifactObjects } from './artifact-objects.js';
import type { IssuedLink, LinkRequest } from './link-request.js';

/** Signs a link from the place where the object lives. Links are never stored; that one was issued is. */
@Injectable()
export class IssueLink {
  constructor(
    private readonly transactions: Transactions,
    private readonly objects: ArtifactObjects,
    private readonly audit: LinkAudit,
  ) {}

  /** Throws Failure: `not-found`, `gone`, or what the store says. */
  async execute(request: LinkRequest, form: 'link' | 'redirect' = 'link'): Promise<IssuedLink> {
    const { bucket } = await this.objects.find(request.location);
    const { expiresIn, fileName, location } = request;
    const link = await bucket.links.signDownload(location.key, { expiresIn, fileName, contentType: 'application/zip' });
    await this.transactions.run((tx) => this.audit.add(tx.manager, form, request, link.expiresAt));
    return link;
  }
}
