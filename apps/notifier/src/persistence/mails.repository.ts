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

  // the transaction lasts as long as the sending: now() would be the time it began

  async sent(manager: EntityManager, { id }: Pick<OutgoingMail, 'id'>): Promise<void> {
    await manager.query(
      `update notifier.mails set state = 'sent', attempts = attempts + 1, sent_at = clock_timestamp() where id = $1`,
      [id],
    );
  }

  /** It comes again after so many milliseconds; null: never. */
  async refused(
    manager: EntityManager,
    { id }: Pick<OutgoingMail, 'id'>,
    reason: string,
    againMs: number | null,
  ): Promise<void> {
    await manager.query(
      `update notifier.mails set attempts = attempts + 1, reason = $2,
         state = case when $3::float8 is null then 'failed' else state end,
         next_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 millisecond'
       where id = $1`,
      [id, reason, againMs],
    );
  }

  async forget(manager: EntityManager, exportId: string): Promise<void> {
    await manager.delete(OutgoingMail, { exportId });
  }
}
