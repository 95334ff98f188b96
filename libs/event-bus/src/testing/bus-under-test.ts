import type { TopicKind } from '@hub/event-contracts';
import type { Bus } from '../bus.js';
import type { RetryPolicy } from '../delivery/retry-policy.js';

/** Three tries for facts, without waiting. */
export const fastRetry: Readonly<Record<TopicKind, RetryPolicy>> = {
  facts: { attempts: () => 3, pause: () => 5 },
  slices: { attempts: () => 1, pause: () => 5 },
};
/** Retries for ever, with a pause that no test waits for. */
export const patientRetry: Readonly<Record<TopicKind, RetryPolicy>> = {
  facts: { attempts: () => Infinity, pause: () => 3_600_000 },
  slices: { attempts: () => 1, pause: () => 5 },
};

export interface BuriedEvent {
  readonly id: string;
  readonly reason: string;
  readonly attempts: number;
}

/** One empty bus for one test. */
export interface BusUnderTest {
  /** Another process's view of the same bus. */
  open(retry: Readonly<Record<TopicKind, RetryPolicy>>): Bus;
  /** What `group` gave up of `topic`. */
  deadLetters(topic: string, group: string): Promise<BuriedEvent[]>;
  close(): Promise<void>;
}
