import type { Envelope, TopicKind } from '@hub/event-contracts';

/** One event on its way to one consumer group. `topic` is the name without any installation's prefix. */
export interface Delivery {
  readonly topic: string;
  readonly key: string | null;
  readonly envelope: Envelope;
}

/** What a handler can learn about the delivery: `@Ctx() context: DeliveryContext`. */
export class DeliveryContext {
  constructor(
    readonly delivery: Delivery,
    readonly kind: TopicKind,
    readonly group: string,
    /** 1 for the first try of this delivery; retries in place count on. */
    readonly attempt: number,
    /**
     * Tells the broker that a long handler still works; call it in loops, never from a timer (that hides a hang).
     * On Kafka it rejects when the group rebalances: finish the work nevertheless.
     */
    readonly heartbeat: () => Promise<void>,
  ) {}
}
