import type { Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import type { IssuedLinks, RevokedLinks } from '../clients/storage-router.contract.js';
import { ExportAccess } from './export-access.js';
import { PEOPLE, type People } from './people.js';

type IssuedLink = IssuedLinks['links'][number];
/** `email` is null for somebody who is no more. */
export interface Person {
  readonly userId: string;
  readonly email: string | null;
}

/** Who got which link to a file, when, how, until when. Never the link itself. */
export interface IssuedLinkView extends Omit<IssuedLink, 'userId' | 'revokedBy'> {
  readonly issuedTo: Person;
  readonly revokedBy: Person | null;
}

/** For those who may export the project: the links of an export, and taking them back. Throws Failure `not-found` or `forbidden`. */
@Injectable()
export class AuditLinks {
  constructor(
    private readonly access: ExportAccess,
    private readonly storage: StorageRouterClient,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  async list(
    caller: Caller,
    exportId: string,
    page: { page: number; limit: number },
  ): Promise<{ links: IssuedLinkView[]; total: number }> {
    const { id } = await this.access.export(caller, exportId);
    const { links, total } = await this.storage.issuedLinks(id, page);
    const emails = await this.people.emails(links.flatMap(({ userId, revokedBy }) => [userId, revokedBy ?? userId]));
    const person = (userId: string): Person => ({ userId, email: emails.get(userId) ?? null });
    const views = links.map(({ userId, revokedBy, ...link }) => ({
      ...link,
      issuedTo: person(userId),
      revokedBy: revokedBy === null ? null : person(revokedBy),
    }));
    return { links: views, total };
  }

  /** All of an export's, or one. Throws Failure `not-found` for one that is not this export's, or is over already. */
  async revoke(caller: Caller, exportId: string, ticketId?: string): Promise<RevokedLinks> {
    const { id } = await this.access.export(caller, exportId);
    const revoked = await this.storage.revokeTickets({ exportId: id, ticketId, revokedBy: caller.userId });
    if (ticketId === undefined || revoked.revoked > 0) return revoked;
    throw notFound('This export has no such link that still works and can be revoked.', {
      field: 'ticketId',
      value: ticketId,
      expected: 'the ticketId of a valid link of this export',
    });
  }
}
