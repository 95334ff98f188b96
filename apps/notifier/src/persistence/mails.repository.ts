import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { OutgoingMail } from './outgoing-mail.entity.js';

export type NewMail = Pick<OutgoingMail, 'exportId' | 'userId' | 'kind' | 'recipient' | 'content'>;

@Injectable()
export class MailsRepository {
  /** A mail that is there already stays as it is. */
  async add(manager: EntityManager, mail: NewMail): Promise<void> {
    await manager.createQueryBuilder().insert().into(OutgoingMail).values(mail).orIgnore().execute();
  }

  /** One due mail, locked until the transaction ends; other notifiers skip it. */
  claimDue(manager: EntityManager): Promise<OutgoingMail | null> {
    return manager
      .createQueryBuilder(OutgoingMail, 'mail')
      .where(`mail.state = 'waiting' and mail.nextAt <= now()`)
      .orderBy('mail.id')
      .limit(1)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getOne();
  }

  async save(manager: EntityManager, mail: OutgoingMail): Promise<void> {
    await manager.save(OutgoingMail, mail);
  }
}
