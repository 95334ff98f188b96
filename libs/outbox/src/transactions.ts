import type { Bus, TransactionalPublisher } from '@hub/event-bus';
import { createEvent, type Envelope, type EventCause, type EventDefinition } from '@hub/event-contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { z } from 'zod';
import { OutboxPublisher } from './outbox-publisher.js';

/** One database transaction: what is changed and what is published in it commit together. */
export interface Tx {
  readonly manager: EntityManager;
  /** `subject` is the aggregate's id (an export, a job); facts of one subject stay in order. */
  publish<E extends EventDefinition>(definition: E, subject: string, data: z.input<E['schema']>): Promise<void>;
}

export interface TransactionsOptions {
  /** The service: CloudEvents `source`. */
  readonly source: string;
  /** The service's Postgres schema: holds `outbox` and `processed_events`. */
  readonly schema: string;
}

/** The only way a service changes state. */
export class Transactions {
  private readonly publisher: TransactionalPublisher;

  constructor(
    private readonly dataSource: DataSource,
    bus: Bus,
    readonly options: TransactionsOptions,
  ) {
    this.publisher = bus.transactional ?? new OutboxPublisher(options.schema);
  }

  run<T>(change: (tx: Tx) => Promise<T>, cause?: EventCause): Promise<T> {
    return this.dataSource.transaction((manager) =>
      change({
        manager,
        publish: (definition, subject, data) =>
          this.publisher.publish(manager, [
            createEvent(definition, data, { source: this.options.source, subject, cause }),
          ]),
      }),
    );
  }

  /**
   * Handles an event at most once per consumer: the inbox row is written first, in the transaction of the change.
   * Returns false for an event that was handled before.
   */
  once(consumer: string, event: Envelope, change: (tx: Tx) => Promise<void>): Promise<boolean> {
    return this.run(async (tx) => {
      const claimed: unknown[] = await tx.manager.query(
        `with claimed as (
           insert into ${this.options.schema}.processed_events (consumer, event_id) values ($1, $2)
           on conflict do nothing returning 1)
         select 1 from claimed`,
        [consumer, event.id],
      );
      if (claimed.length === 0) return false;
      await change(tx);
      return true;
    }, event);
  }
}
