import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

/** Longer than the bus keeps a topic (14 days) and a person needs to replay dead letters. */
export const inboxRetentionDays = 30;

/** Removes inbox rows that no event can meet again, in batches. Resolves with their number. */
export async function sweepInbox(
  dataSource: DataSource,
  schema: string,
  days = inboxRetentionDays,
  batch = 5000,
): Promise<number> {
  for (let total = 0; ;) {
    const [, count] = await dataSource.query<[unknown[], number]>(
      `delete from ${schema}.processed_events where ctid = any (array(
         select ctid from ${schema}.processed_events where processed_at < now() - make_interval(days => $1) limit $2))`,
      [days, batch],
    );
    total += count;
    if (count < batch) return total;
  }
}

/** Sweeps at once and then every hour, until stopped. */
export class InboxSweeper {
  private readonly logger = new Logger('outbox');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly schema: string,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.sweep(), 3_600_000).unref();
    void this.sweep();
  }
  stop(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    await sweepInbox(this.dataSource, this.schema).catch((error: unknown) =>
      this.logger.warn(`The inbox was not swept: ${String(error)}`),
    );
  }
}
