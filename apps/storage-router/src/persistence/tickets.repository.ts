import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { TicketRevocation } from '../links/link-request.js';
import { TicketEntity } from './ticket.entity.js';

export type NewTicket = Omit<TicketEntity, 'id' | 'issuedAt' | 'expiresAt' | 'revokedAt' | 'revokedBy'>;
/** What to make void; `tokenHash` instead of the ticket's address. */
export type WhichTickets = Omit<TicketRevocation, 'revokedBy' | 'url'> & { readonly tokenHash?: string };

@Injectable()
export class TicketsRepository {
  constructor(private readonly database: DataSource) {}

  /** Valid for so many seconds from now on. */
  async add(manager: EntityManager, ticket: NewTicket, seconds: number): Promise<{ id: string; expiresAt: Date }> {
    const { tokenHash, channel, exportId, kind, userId, organizationId, storageId, bucket, key, fileName } = ticket;
    const [added] = await manager.query<{ id: string; expiresAt: Date }[]>(
      `insert into storage_router.tickets
         (token_hash, channel, export_id, kind, user_id, organization_id, storage_id, bucket, key, file_name, issued_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), now() + $11::float8 * interval '1 second')
       returning id::text, expires_at as "expiresAt"`,
      [tokenHash, channel, exportId, kind, userId, organizationId, storageId, bucket, key, fileName, seconds],
    );
    return added!;
  }

  /** With the seconds it has left; 0 and less: it is over. */
  async find(tokenHash: string): Promise<{ ticket: TicketEntity; secondsLeft: number } | null> {
    const ticket = await this.database.manager.findOneBy(TicketEntity, { tokenHash });
    if (!ticket) return null;
    const [row] = await this.database.query<{ left: number }[]>(
      `select extract(epoch from expires_at - now())::float8 as left from storage_router.tickets where token_hash = $1`,
      [tokenHash],
    );
    return { ticket, secondsLeft: Math.floor(row?.left ?? 0) };
  }

  /** How many were valid until now. */
  async revoke(manager: EntityManager, which: WhichTickets, revokedBy: string | null): Promise<number> {
    const { tokenHash = null, exportId = null, userId = null, ticketId = null } = which;
    const revoked = await manager.query<[unknown[], number]>(
      `update storage_router.tickets set revoked_at = now(), revoked_by = $5
       where revoked_at is null and expires_at > now()
         and ($1::text is null or token_hash = $1) and ($2::text is null or export_id = $2)
         and ($3::text is null or user_id = $3) and ($4::bigint is null or id = $4)`,
      [tokenHash, exportId, userId, ticketId, revokedBy],
    );
    return revoked[1];
  }
}
