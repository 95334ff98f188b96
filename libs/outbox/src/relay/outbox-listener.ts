import { Client } from 'pg';
import { Logger } from '@nestjs/common';

const reconnectMilliseconds = 250;
const checkMilliseconds = 10_000;

/** Calls `onCommit` when a transaction with events of `schema` was committed, and after every reconnect. */
export class OutboxListener {
  private readonly logger = new Logger('outbox');
  private client: Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly schema: string,
    private readonly onCommit: () => void,
  ) {}

  start(): void {
    void this.connect();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      query_timeout: 5000,
    });
    this.client = client;
    const again = (): void => this.reconnect(client);
    client
      .on('error', again)
      .on('end', again)
      .on('notification', ({ payload }) => payload === this.schema && this.onCommit());
    try {
      await client.connect();
      await client.query('listen outbox');
      this.onCommit();
      this.check(client);
    } catch (error) {
      this.logger.warn(`Cannot listen for the outbox of ${this.schema}: ${String(error)}`);
      again();
    }
  }

  /** A half-open socket says nothing by itself. */
  private check(client: Client): void {
    this.timer = setTimeout(() => {
      client.query('select 1').then(
        () => this.client === client && !this.closed && this.check(client),
        () => this.reconnect(client),
      );
    }, checkMilliseconds);
  }

  private reconnect(client: Client): void {
    if (this.closed || this.client !== client) return;
    this.client = null;
    clearTimeout(this.timer);
    void client.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.connect(), reconnectMilliseconds);
  }
}
