import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LinkAudit } from '../persistence/link-audit.js';
import type { LinkChannel, LinkForm } from './link-request.js';

/** Query of `GET /internal/links`; pages count from 1. */
export const auditQuerySchema = z.object({
  exportId: z.string().min(1).max(200),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;
export type AuditPage = Pick<AuditQuery, 'page' | 'limit'>;

/** What is kept of a link: who got it, where it leads, until when. Never the link itself. */
export interface AuditedLink {
  readonly id: string;
  readonly form: LinkForm;
  readonly channel: LinkChannel;
  readonly kind: string;
  readonly userId: string;
  readonly clientAddress: string | null;
  readonly storageId: string | null;
  readonly bucket: string;
  readonly key: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Of a ticket and of the redirects it gave; names the ticket when it is to be revoked. */
  readonly ticketId: string | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly isValid: boolean;
}

/** The links that were issued for an export, newest first. */
@Injectable()
export class ListLinks {
  constructor(private readonly audit: LinkAudit) {}

  async execute({ exportId, page, limit }: AuditQuery): Promise<AuditPage & { links: AuditedLink[]; total: number }> {
    return { ...(await this.audit.page(exportId, { page, limit })), page, limit };
  }
}
