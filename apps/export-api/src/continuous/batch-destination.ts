import type { Destination } from '@hub/event-contracts';

/** Batches sort by name. */
const digits = 6;

/** Where a batch goes: into the project's own bucket, under the delivery's path when it has one. */
export function batchDestination(
  destination: Destination | null,
  path: string | null,
  batch: number,
): Destination | null {
  if (!destination || path === null) return destination;
  return { ...destination, path: path.replaceAll('{batch}', String(batch).padStart(digits, '0')) };
}
