import type { TopicKind } from '@hub/event-contracts';

export interface RetryPolicy {
  /** How often a handler is tried before its event is dead-lettered. */
  attempts(error: unknown): number;
  /** Pause in ms after the n-th failed attempt. */
  pause(attempt: number): number;
}

/** Our own mistakes, and events that do not fit their declaration: time heals few of them, and meanwhile the key waits. */
const hopeless = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'ZodError']);
const isHopeless = (error: unknown): boolean => error instanceof Error && hopeless.has(error.name);

/** 0.4 s doubling up to 30 s. Facts hold out for 51 s: longer than a database needs to restart. */
const pause = (attempt: number): number => Math.min(30_000, 200 * 2 ** attempt);

/**
 * A fact is retried in place, so its key stays in order. A slice event is not: it only wakes workers, its loss costs a
 * quarter of a second, and how a slice is tried again is decided by its row in the job table.
 */
export const retryPolicies: Readonly<Record<TopicKind, RetryPolicy>> = {
  facts: { attempts: (error) => (isHopeless(error) ? 3 : 8), pause },
  slices: { attempts: () => 1, pause },
};
