import { serialise, type Queryable, type TransactionalPublisher } from '@hub/event-bus';
import type { OutgoingEvent } from '@hub/event-contracts';

/** Writes events to the service's outbox table, in the caller's transaction; the relay moves them to the bus after commit. */
export class OutboxPublisher implements TransactionalPublisher {
  constructor(private readonly schema: string) {}

  async publish(transaction: Queryable, events: readonly OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    await transaction.query(
      `with event as (
         insert into ${this.schema}.outbox (topic, key, envelope)
         select topic, key, envelope::json
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as e (topic, key, envelope, n) order by n
         returning 1)
       select pg_notify('outbox', $4) from event limit 1`,
      [events.map(({ topic }) => topic), events.map(({ key }) => key), events.map(serialise), this.schema],
    );
  }
}
