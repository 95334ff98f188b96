import type { Queryable } from '@hub/event-bus';
import type { SliceStore } from './slice-store.js';

const batchSize = 500;

/** Writes slices from number `first` on, some hundred at a time. Returns how many those were. */
export async function appendSlices<I>(
  slices: SliceStore,
  db: Queryable,
  jobId: string,
  first: number,
  inputs: Iterable<I> | AsyncIterable<I>,
): Promise<number> {
  let count = 0;
  let batch: I[] = [];
  const write = async (): Promise<void> => {
    await slices.append(db, jobId, first + count, batch);
    count += batch.length;
    batch = [];
  };
  for await (const input of inputs) {
    batch.push(input);
    if (batch.length === batchSize) await write();
  }
  if (batch.length > 0) await write();
  return count;
}
