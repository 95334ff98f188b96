import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { TicketEntity } from './ticket.entity.js';

@Injectable()
export class TicketsRepository {
  constructor(private readonly database: DataSource) {}

  async add(manager: EntityManager, ticket: TicketEntity): Promise<void> {
    await manager.insert(TicketEntity, ticket);
  }

  find(tokenHash: string): Promise<TicketEntity | null> {
    return this.database.manager.findOneBy(TicketEntity, { tokenHash });
  }

  async revoke(
    manager: EntityManager,
    which: Partial<Pick<TicketEntity, 'tokenHash' | 'exportId' | 'userId'>>,
    now: Date,
  ): Promise<number> {
    const { affected } = await manager.update(
      TicketEntity,
      { ...which, revokedAt: IsNull(), expiresAt: MoreThan(now) },
      { revokedAt: now },
    );
    return affected ?? 0;
  }
}
