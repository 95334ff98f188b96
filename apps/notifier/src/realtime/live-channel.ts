import type { Queryable } from '@hub/event-bus';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { Client } from 'pg';
import { z } from 'zod';
import type { Notification } from '../persistence/notification.entity.js';

const channel = 'notifier_live';
const announcementSchema = z.object({
  rooms: z.array(z.string()),
  event: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type Announcement = z.output<typeof announcementSchema>;
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('notification'), id: z.string() }),
  z.object({ kind: z.literal('mail') }),
  z.object({ kind: z.literal('announcement'), announcement: announcementSchema }),
]);
type Message = z.output<typeof messageSchema>;

interface LiveEvents {
  notification: [id: string];
  mail: [];
  announcement: [Announcement];
}

/**
 * Carries news to every notifier instance, whichever of them handled the event: Postgres NOTIFY, sent with the commit.
 * At most once: what must not be lost is in a table and read again on reconnect.
 */
@Injectable()
export class LiveChannel extends EventEmitter<LiveEvents> implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LiveChannel.name);
  private client: Client | null = null;
  private stopping = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly databaseUrl: string) {
    super();
  }

  notify(manager: Queryable, notification: Notification): Promise<void> {
    return this.send(manager, { kind: 'notification', id: notification.id });
  }
  wakeMailer(manager: Queryable): Promise<void> {
    return this.send(manager, { kind: 'mail' });
  }
  announce(manager: Queryable, announcement: Announcement): Promise<void> {
    return this.send(manager, { kind: 'announcement', announcement });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.retry);
    await this.client?.end();
  }

  private async send(manager: Queryable, message: Message): Promise<void> {
    await manager.query('select pg_notify($1, $2)', [channel, JSON.stringify(message)]);
  }

  private async listen(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: 'notifier-live',
    });
    this.client = client;
    client.on('notification', ({ payload }) => this.receive(payload ?? ''));
    client.on('error', (error) => this.logger.warn(`live channel: ${error.message}`));
    client.on('end', () => this.reconnect());
    await client.connect();
    await client.query(`listen ${channel}`);
    // whatever was announced while nobody listened
    this.emit('mail');
  }

  private reconnect(): void {
    if (this.stopping) return;
    this.retry = setTimeout(() => void this.listen().catch(() => this.reconnect()), 500);
  }

  private receive(payload: string): void {
    const message = messageSchema.parse(JSON.parse(payload));
    if (message.kind === 'notification') this.emit('notification', message.id);
    else if (message.kind === 'mail') this.emit('mail');
    else this.emit('announcement', message.announcement);
  }
}
