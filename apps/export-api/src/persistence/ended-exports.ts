import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import type { EndSignals } from '../exports/end-signals.js';

export const endedChannel = 'export_api_ended';
const reconnectMs = 500;

/**
 * Says which exports ended, whichever instance of the service heard of it: Postgres NOTIFY, sent with the commit.
 * At most once, so a listener must also look by itself: on `null` (after a reconnect) and now and then.
 */
@Injectable()
export class EndedExports implements EndSignals, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(EndedExports.name);
  private readonly listeners: ((exportId: string | null) => void)[] = [];
  private client: Client | null = null;
  private stopping = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly databaseUrl: string) {}

  listen(listener: (exportId: string | null) => void): void {
    this.listeners.push(listener);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.retry);
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: 'export_api_ended',
    });
    this.client = client;
    client.on('notification', ({ payload }) => this.tell(payload ?? null));
    client.on('error', (error) => this.logger.warn(`ended exports: ${error.message}`));
    client.on('end', () => this.reconnect());
    await client.connect();
    await client.query(`listen ${endedChannel}`);
    this.tell(null);
  }

  private reconnect(): void {
    clearTimeout(this.retry);
    if (!this.stopping) this.retry = setTimeout(() => void this.connect().catch(() => this.reconnect()), reconnectMs);
  }

  private tell(exportId: string | null): void {
    for (const listener of this.listeners) listener(exportId);
  }
}
