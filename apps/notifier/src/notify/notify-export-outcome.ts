import type { Envelope } from '@hub/event-contracts';
import { NotificationSent } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { MailsRepository } from '../persistence/mails.repository.js';
import { NotificationsRepository } from '../persistence/notifications.repository.js';
import { LiveChannel } from '../realtime/live-channel.js';
import { wording, type ExportOutcome } from './export-outcome.js';

/** Tells the person who asked: in the app when wanted, by mail when wanted; each exactly once. */
@Injectable()
export class NotifyExportOutcome {
  constructor(
    private readonly transactions: Transactions,
    private readonly notifications: NotificationsRepository,
    private readonly mails: MailsRepository,
    private readonly live: LiveChannel,
  ) {}

  async execute(event: Envelope, outcome: ExportOutcome): Promise<void> {
    await this.transactions.once('notify-export-outcome', event, async (tx) => {
      const { exportId, projectId, projectName, organizationId, requestedBy, notify, sendEmail } = outcome.data;
      const { userId, email } = requestedBy;
      const { title, message } = wording(outcome);
      await this.live.announce(tx.manager, {
        rooms: exportRooms(organizationId, projectId),
        event: 'export.changed',
        data: { exportId, projectId, state: outcome.kind.slice(7) },
      });
      if (notify) {
        const added = await this.notifications.add(tx.manager, {
          exportId,
          userId,
          kind: outcome.kind,
          projectId,
          projectName,
          title,
          message,
        });
        if (added) {
          await this.live.notify(tx.manager, added);
          await tx.publish(NotificationSent, exportId, { exportId, userId, channel: 'in-app' });
        }
      }
      if (sendEmail) {
        await this.mails.add(tx.manager, { exportId, userId, kind: outcome.kind, recipient: email, content: outcome });
        await this.live.wakeMailer(tx.manager);
      }
    });
  }
}

/** Who may follow an export: the organization's owners and admins, and the project's managers. */
export const exportRooms = (organizationId: string, projectId: string): string[] => [
  `organization:${organizationId}`,
  `project:${projectId}`,
];
