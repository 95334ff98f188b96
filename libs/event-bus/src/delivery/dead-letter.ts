import type { Delivery } from './delivery-context.js';

/** An event that was given up by one group. */
export interface DeadLetter {
  readonly delivery: Delivery;
  /** The last error, as one line of at most 2000 characters. */
  readonly reason: string;
  readonly attempts: number;
}

/** `<topic>.<group>.dlq` */
export const deadLetterTopic = (topic: string, group: string): string => `${topic}.${group}.dlq`;

export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 2000);
}
