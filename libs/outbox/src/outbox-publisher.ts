import type { Queryable, TransactionalPublisher } from '@hub/event-bus';
import type { OutgoingEvent } from '@hub/event-contracts';

/** Writes events to the service's outbox table, in the caller's transaction; the relay moves them to the bus after commit. */
export class OutboxPublisher implements TransactionalPublisher {
  constructor(private readonly schema: string) {}

  async publish(transaction: Queryable, events: readonly OutgoingEvent[]): Promise<void> {
    for (const event of events) {
      await transaction.query(`insert into ${this.schema}.outbox (topic, key, envelope) values ($1, $2, $3)`, [
        event.topic,
        event.key,
        JSON.stringify(event.envelope),
      ]);
    }
    await transaction.query(`select pg_notify('outbox', $1)`, [this.schema]);
  }
}
