import type { Envelope, OutgoingEvent, TopicKind } from '@hub/event-contracts';
import type { Bus } from '../bus.js';
import type { DeadLetter } from '../delivery/dead-letter.js';
import { retryPolicies, type RetryPolicy } from '../delivery/retry-policy.js';
import { serialise } from '../message-size.js';
import { GroupLog } from './group-log.js';
import { InMemoryServer } from './in-memory-server.js';

export interface InMemoryBusOptions {
  readonly retry?: Readonly<Record<TopicKind, RetryPolicy>>;
  readonly slots?: Readonly<Record<TopicKind, number>>;
}

interface InMemoryState {
  readonly logs: Map<string, GroupLog>;
  readonly deadLetters: (DeadLetter & { readonly group: string })[];
}

/** The bus inside one process, for specs. Cannot join a database transaction: an outbox and its relay feed it. */
export class InMemoryBus implements Bus {
  readonly transactional = null;
  private readonly servers: InMemoryServer[] = [];

  static emptyState(): InMemoryState {
    return { logs: new Map(), deadLetters: [] };
  }

  /** Several buses on one `state` are the same bus, as several processes would see it. */
  constructor(
    private readonly options: InMemoryBusOptions = {},
    readonly state: InMemoryState = InMemoryBus.emptyState(),
  ) {}

  async send(events: readonly OutgoingEvent[]): Promise<void> {
    // through JSON, as on every real bus
    const deliveries = events.map((event) => ({
      topic: event.topic,
      key: event.key,
      envelope: JSON.parse(serialise(event)) as Envelope,
    }));
    for (const log of this.state.logs.values()) for (const delivery of deliveries) log.append(delivery);
  }

  server(kind: TopicKind, group: string): InMemoryServer {
    const log = this.state.logs.get(group) ?? new GroupLog();
    this.state.logs.set(group, log);
    const retry = (this.options.retry ?? retryPolicies)[kind];
    const slots = (this.options.slots ?? { facts: 8, slices: 2 })[kind];
    const bury = (letter: DeadLetter): number => this.state.deadLetters.push({ ...letter, group });
    const server = new InMemoryServer({ kind, group, retry, slots, bury }, log);
    this.servers.push(server);
    return server;
  }

  /** There is no broker to ask. */
  sinceLastFetch(): number {
    return 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }
}
