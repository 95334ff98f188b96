export interface IdealJob {
  readonly at: number;
  readonly width: number;
  /** Ms of each slice; the last one is the conclusion, which waits for all the others. */
  readonly slices: readonly number[];
}

interface Waiting {
  readonly job: number;
  readonly duration: number;
}

/**
 * When each job would be done (ms, same clock as `at`) with one first-in-first-out queue, `workers` slots and nothing
 * lost between slices: the fair share that a measured time is compared with.
 */
export function idealFifo(workers: number, jobs: readonly IdealJob[]): number[] {
  const state = jobs.map((job) => ({ ...job, next: 0, done: 0, doneAt: Infinity }));
  const queue: Waiting[] = [];
  const running: { readonly until: number; readonly job: number }[] = [];
  const arrivals = state.map((job, index) => ({ at: job.at, index })).sort((a, b) => a.at - b.at);

  const publish = (index: number): void => {
    const job = state[index];
    if (!job) return;
    const work = job.slices.length - 1;
    const duration = job.slices[job.next];
    if (duration === undefined || (job.next === work && job.done < work)) return;
    job.next++;
    queue.push({ job: index, duration });
  };

  for (let now = 0; ;) {
    while (running.length < workers && queue.length > 0) {
      const { job, duration } = queue.shift() as Waiting;
      running.push({ until: now + duration, job });
    }
    running.sort((a, b) => a.until - b.until);
    const ending = running[0]?.until ?? Infinity;
    const arriving = arrivals[0]?.at ?? Infinity;
    now = Math.min(ending, arriving);
    if (now === Infinity) return state.map(({ doneAt }) => doneAt);
    if (arriving <= ending) {
      const index = arrivals.shift()?.index ?? 0;
      for (let n = 0; n < (state[index]?.width ?? 0); n++) publish(index);
      continue;
    }
    const index = running.shift()?.job ?? 0;
    const job = state[index];
    if (!job) continue;
    job.done++;
    if (job.done === job.slices.length) job.doneAt = now;
    else publish(index);
  }
}
