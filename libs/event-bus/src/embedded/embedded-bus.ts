import type { OutgoingEvent, TopicKind } from '@hub/event-contracts';
import { Pool } from 'pg';
import type { Bus } from '../bus.js';
import { retryPolicies, type RetryPolicy } from '../delivery/retry-policy.js';
import { BusSession } from './bus-session.js';
import { EmbeddedPublisher } from './embedded-publisher.js';
import { EmbeddedServer } from './embedded-server.js';
import { migrateBus } from './bus-schema.js';

export interface EmbeddedBusOptions {
  readonly databaseUrl: string;
  readonly retry?: Readonly<Record<TopicKind, RetryPolicy>>;
  /** Events one consumer handles at the same time. */
  readonly slots?: Readonly<Record<TopicKind, number>>;
}

/** The bus on Postgres tables (schema `bus`, made by `EmbeddedBus.migrate`). One process at a time works for a group. */
export class EmbeddedBus implements Bus {
  readonly transactional = new EmbeddedPublisher();
  private readonly session: BusSession;
  private readonly sending: Pool;
  private readonly receiving: Pool;
  private readonly servers: EmbeddedServer[] = [];
  private closing: Promise<void> | undefined;

  static migrate(databaseUrl: string): Promise<void> {
    return migrateBus(databaseUrl);
  }

  constructor(private readonly options: EmbeddedBusOptions) {
    const connectionString = options.databaseUrl;
    const pool = { connectionString, connectionTimeoutMillis: 5000, allowExitOnIdle: true };
    this.sending = new Pool({ ...pool, max: 4 });
    // a lost "done" only means one more delivery, so nobody waits for the disk
    this.receiving = new Pool({ ...pool, max: 6, options: '-c synchronous_commit=off' });
    for (const each of [this.sending, this.receiving]) each.on('error', () => undefined);
    this.session = new BusSession(connectionString);
  }

  async send(events: readonly OutgoingEvent[]): Promise<void> {
    await this.transactional.publish(this.sending, events);
  }

  server(kind: TopicKind, group: string): EmbeddedServer {
    const retry = (this.options.retry ?? retryPolicies)[kind];
    const slots = (this.options.slots ?? { facts: 8, slices: 2 })[kind];
    const server = new EmbeddedServer({ kind, group, retry, slots }, this.receiving, this.session);
    this.servers.push(server);
    return server;
  }

  sinceLastFetch(): number {
    return Math.max(0, ...this.servers.map((server) => server.sinceLastRead));
  }

  close(): Promise<void> {
    return (this.closing ??= this.release());
  }

  private async release(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    await this.session.close();
    await Promise.all([this.sending.end(), this.receiving.end()]);
  }
}
