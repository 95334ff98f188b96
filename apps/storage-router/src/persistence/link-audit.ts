import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LinkSettings } from '../links/link-settings.js';
import type { LinkForm, LinkRequest } from '../links/link-request.js';
import type { AuditedLink, AuditPage } from '../links/list-links.js';

@Injectable()
export class LinkAudit {
  constructor(
    private readonly database: DataSource,
    private readonly settings: LinkSettings,
  ) {}

  async add(
    manager: EntityManager,
    form: LinkForm,
    { location, channel, audit }: Pick<LinkRequest, 'location' | 'channel' | 'audit'>,
    expiresAt: Date,
    ticketId: string | null = null,
  ): Promise<void> {
    const { exportId, kind, userId } = audit;
    const { storageId, bucket, key } = location;
    const address = this.settings.keepsAddresses ? (audit.clientAddress ?? null) : null;
    await manager.query(
      `insert into storage_router.issued_links
         (form, channel, export_id, kind, user_id, storage_id, bucket, key, client_address, ticket_id, issued_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), $11)`,
      [form, channel, exportId, kind, userId, storageId, bucket, key, address, ticketId, expiresAt],
    );
  }

  /** Newest first. `isValid`: it opens the file at this moment, as far as we know. */
  async page(exportId: string, { page, limit }: AuditPage): Promise<{ links: AuditedLink[]; total: number }> {
    const [links, counted] = await Promise.all([
      this.database.query<AuditedLink[]>(
        `select l.id::text, l.form, l.channel, l.kind, l.user_id as "userId", l.client_address as "clientAddress",
           l.storage_id as "storageId", l.bucket, l.key, l.issued_at as "issuedAt", l.expires_at as "expiresAt",
           l.ticket_id::text as "ticketId", case l.form when 'ticket' then t.revoked_at end as "revokedAt",
           case l.form when 'ticket' then t.revoked_by end as "revokedBy",
           l.expires_at > now() and (l.form <> 'ticket' or (t.id is not null and t.revoked_at is null)) as "isValid"
         from storage_router.issued_links l left join storage_router.tickets t on t.id = l.ticket_id
         where l.export_id = $1 order by l.id desc limit $2 offset $3`,
        [exportId, limit, (page - 1) * limit],
      ),
      this.database.query<{ total: number }[]>(
        'select count(*)::int as total from storage_router.issued_links where export_id = $1',
        [exportId],
      ),
    ]);
    return { links, total: counted[0]?.total ?? 0 };
  }

  /** Until when the last link works that a store obeys and we cannot take back; null when there is none. */
  async signedUntil(manager: EntityManager, exportId: string, ticketId?: string): Promise<Date | null> {
    const [row] = await manager.query<{ until: Date | null }[]>(
      `select max(expires_at) as until from storage_router.issued_links
       where export_id = $1 and form <> 'ticket' and expires_at > now() and ($2::bigint is null or ticket_id = $2)`,
      [exportId, ticketId ?? null],
    );
    return row?.until ?? null;
  }

  /** Removes entries, and tickets, that ended more than `ms` ago; how many. */
  async forget(ms: number, limit: number): Promise<number> {
    const old = `expires_at < now() - $1::float8 * interval '1 millisecond' limit $2 for update skip locked`;
    const [row] = await this.database.query<{ count: number }[]>(
      `with links as (delete from storage_router.issued_links where id in
           (select id from storage_router.issued_links where ${old}) returning 1),
         tickets as (delete from storage_router.tickets where token_hash in
           (select token_hash from storage_router.tickets where ${old}) returning 1)
       select ((select count(*) from links) + (select count(*) from tickets))::int as count`,
      [ms, limit],
    );
    return row?.count ?? 0;
  }
}
