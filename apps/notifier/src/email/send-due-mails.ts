import { NotificationFailed, NotificationSent } from '@hub/event-contracts';
import { asFailure } from '@hub/failures';
import { Transactions, type Tx } from '@hub/outbox';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import { NOTIFIER_SETTINGS, type NotifierSettings } from '../notifier.config.js';
import { MailsRepository } from '../persistence/mails.repository.js';
import type { OutgoingMail } from '../persistence/outgoing-mail.entity.js';
import { LiveChannel } from '../realtime/live-channel.js';
import { composeMail, type MailLink } from './compose-mail.js';
import { MAILER, type Mailer } from './mailer.js';

const maxAttempts = 12;
/** Milliseconds before the next try: half a minute, doubled up to four hours. */
export const backoffMs = (attempt: number): number => Math.min(30_000 * 2 ** (attempt - 1), 4 * 3600_000);

/**
 * Sends waiting mails one after the other. The row is locked while its mail is sent, so only one process sends it; a
 * process killed in between leaves it waiting, and the second try carries the same Message-ID.
 */
@Injectable()
export class SendDueMails implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SendDueMails.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private again = false;
  private stopping = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly mails: MailsRepository,
    private readonly live: LiveChannel,
    private readonly storage: StorageRouterClient,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(NOTIFIER_SETTINGS) private readonly settings: NotifierSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.live.on('mail', () => this.wake());
    this.timer = setInterval(() => this.wake(), this.settings.MAIL_POLL_MS);
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  private wake(): void {
    this.again = true;
    this.running ??= this.drain()
      .catch((error: Error) => this.logger.warn(`mails: ${error.message}`))
      .finally(() => (this.running = null));
  }

  private async drain(): Promise<void> {
    while (this.again && !this.stopping) {
      this.again = false;
      while (!this.stopping && (await this.transactions.run((tx) => this.sendOne(tx))));
    }
  }

  /** False when no mail is due. */
  private async sendOne(tx: Tx): Promise<boolean> {
    const mail = await this.mails.claimDue(tx.manager);
    if (!mail) return false;
    const { exportId, userId } = mail;
    try {
      await this.mailer.send(composeMail(mail.content, mail.recipient, await this.linksOf(mail)));
      await this.mails.sent(tx.manager, mail);
      await tx.publish(NotificationSent, exportId, { exportId, userId, channel: 'email' });
    } catch (error) {
      const failure = asFailure(error);
      const reason = failure.message.slice(0, 500);
      const isFinal = failure.fault === 'user' || mail.attempts + 1 >= maxAttempts;
      await this.mails.refused(tx.manager, mail, reason, isFinal ? null : backoffMs(mail.attempts + 1));
      if (isFinal) await tx.publish(NotificationFailed, exportId, { exportId, userId, channel: 'email', reason });
    }
    return true;
  }

  private async linksOf(mail: OutgoingMail): Promise<MailLink[]> {
    const { content, exportId, userId } = mail;
    if (content.kind !== 'export.completed') return [];
    const links: MailLink[] = [];
    for (const artifact of content.data.artifacts) {
      const ticket = await this.storage.ticket(artifact, {
        organizationId: content.data.organizationId,
        exportId,
        userId,
      });
      if (!ticket) continue;
      links.push({
        label:
          artifact.kind === 'original'
            ? `Download ${artifact.fileName}`
            : `Download the converted file ${artifact.fileName}`,
        ...ticket,
      });
    }
    return links;
  }
}
