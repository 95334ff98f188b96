import type { Envelope } from '@hub/event-contracts';
import type { Pool } from 'pg';
import type { DeadLetter } from '../delivery/dead-letter.js';
import type { Delivery } from '../delivery/delivery-context.js';
import type { Subscription } from '../delivery/handlers.js';

export interface StoredMessage extends Delivery {
  readonly id: string;
}

/**
 * The messages of one group in Postgres. No statement here is a named prepared one: a plan made while the table was
 * empty would stay (measured: 2 ms became 354 ms).
 */
export class MessageStore {
  constructor(
    private readonly pool: Pool,
    private readonly group: string,
  ) {}

  /** From now on the group receives exactly these; what was published earlier is not delivered to it. */
  async subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    const parameters = [this.group, subscriptions.map(({ topic }) => topic), subscriptions.map(({ type }) => type)];
    await this.pool.query(
      `with wanted as (select * from unnest($2::text[], $3::text[]) as w (topic, type)),
            dropped as (delete from bus.subscriptions s
                        where grp = $1 and not exists (select from wanted w where w.topic = s.topic and w.type = s.type))
       insert into bus.subscriptions (grp, topic, type) select $1, topic, type from wanted on conflict do nothing`,
      parameters,
    );
  }

  /**
   * The oldest messages but those in `held` and those of `fullKeys`. Never "id > last": an id may become visible after
   * a higher one.
   */
  async read(held: readonly string[], fullKeys: readonly string[], limit: number): Promise<StoredMessage[]> {
    const { rows } = await this.pool.query<StoredMessage & { envelope: Envelope }>(
      `select id, topic, key, envelope from bus.messages
       where grp = $1 and id <> all ($2::bigint[]) and (key is null or key <> all ($3::text[])) order by id limit $4`,
      [this.group, held, fullKeys, limit],
    );
    return rows;
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.pool.query('delete from bus.messages where grp = $1 and id = any ($2::bigint[])', [this.group, ids]);
  }

  async bury({ delivery, reason, attempts }: DeadLetter): Promise<void> {
    await this.pool.query(
      `insert into bus.dead_letters (topic, grp, key, envelope, reason, attempts) values ($1, $2, $3, $4, $5, $6)`,
      // Postgres cannot store NUL in text
      [
        delivery.topic,
        this.group,
        delivery.key,
        JSON.stringify(delivery.envelope),
        reason.replaceAll('\0', '\uFFFD'),
        attempts,
      ],
    );
  }
}
