import type { OutgoingEvent } from '@hub/event-contracts';
import type { Queryable, TransactionalPublisher } from '../bus.js';
import { serialise } from '../message-size.js';

/** One row for each subscribed group, in the order of the events; the wake-up is sent by Postgres at commit. */
const insert = `
with event as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as e (topic, type, key, envelope, n)
), message as (
  insert into bus.messages (grp, topic, key, envelope)
  select grp, topic, key, envelope::json from event join bus.subscriptions using (topic, type) order by n
  returning grp
)
select pg_notify('bus', grp) from (select distinct grp from message) woken`;

/** Publishes by an insert in the caller's transaction: an outbox that needs no relay. */
export class EmbeddedPublisher implements TransactionalPublisher {
  async publish(transaction: Queryable, events: readonly OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    await transaction.query(insert, [
      events.map(({ topic }) => topic),
      events.map(({ envelope }) => envelope.type),
      events.map(({ key }) => key),
      events.map(serialise),
    ]);
  }
}
