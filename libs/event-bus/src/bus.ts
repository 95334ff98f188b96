import type { OutgoingEvent, TopicKind } from '@hub/event-contracts';
import type { CustomTransportStrategy } from '@nestjs/microservices';

/** What is needed of a database connection; a TypeORM EntityManager and a pg client both fit. */
export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** Publishes inside the caller's transaction: the event exists exactly when the state change does. */
export interface TransactionalPublisher {
  publish(transaction: Queryable, events: readonly OutgoingEvent[]): Promise<void>;
}

/** What travels is at least once, in order per key. Handlers tolerate repeats. */
export interface Bus {
  /** Set where publishing itself can join a Postgres transaction (embedded); null where an outbox and a relay are needed. */
  readonly transactional: TransactionalPublisher | null;
  /** Resolves when the events are durable on the bus. Rejects when that is unknown: send all of them again. */
  send(events: readonly OutgoingEvent[]): Promise<void>;
  /** The Nest transport by which `group` receives its facts or its slices. */
  server(kind: TopicKind, group: string): CustomTransportStrategy;
  /**
   * Liveness: ms since the slowest consumer of this process last asked the bus for events (0 without consumers). It
   * grows while a handler works or is retried (up to a minute); minutes more mean that the consumer hangs.
   */
  sinceLastFetch(): number;
  /** Stops the consumers that still run (each waits for its handlers) and lets go of connections. */
  close(): Promise<void>;
}
