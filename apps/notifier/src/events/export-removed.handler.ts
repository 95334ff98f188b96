import { OnEvent } from '@hub/event-bus';
import { ExportRemoved, type EventOf } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { MailsRepository } from '../persistence/mails.repository.js';
import { NotificationsRepository } from '../persistence/notifications.repository.js';

/** What is said of an export that has left the history leads nowhere: it goes too. */
@Controller()
export class ExportRemovedHandler {
  constructor(
    private readonly transactions: Transactions,
    private readonly notifications: NotificationsRepository,
    private readonly mails: MailsRepository,
  ) {}

  @OnEvent(ExportRemoved)
  async handle(@Payload() event: EventOf<typeof ExportRemoved>): Promise<void> {
    await this.transactions.once('export-removed', event, async ({ manager }) => {
      await this.notifications.forget(manager, event.data.exportId);
      await this.mails.forget(manager, event.data.exportId);
    });
  }
}
