/**
 * Runs `work` on each item, at most `width` at a time, and gives the results in the order of the items. The source is
 * asked for the next item only when there is room. The first error ends it, after everything in flight has settled.
 */
export async function inFlight<T, R>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: Promise<R>[] = [];
  const running = new Set<Promise<unknown>>();
  let failed = false;
  try {
    for await (const item of items) {
      if (failed) break;
      const job = work(item);
      const settled: Promise<unknown> = job.then(
        () => running.delete(settled),
        () => {
          failed = true;
          running.delete(settled);
        },
      );
      results.push(job);
      running.add(settled);
      if (running.size >= width) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  return Promise.all(results);
}
