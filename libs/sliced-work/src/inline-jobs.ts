import { setTimeout as sleep } from 'node:timers/promises';
import type { EventCause } from '@hub/event-contracts';
import { Logger } from '@nestjs/common';

/** Twice what a slice should take. */
const patienceMs = 500;

type OnJob = (jobId: string, cause: EventCause) => Promise<void>;

/**
 * Small jobs that the handler of their request does by itself. It does not wait for long, because other news waits behind
 * it (a cancellation of this very job, say): a job that takes longer goes on beside it, and as long as it does, the next
 * ones are left to the slots, so that no more than one runs beside them.
 */
export class InlineJobs {
  private readonly logger = new Logger('sliced-work');
  private readonly late = new Set<Promise<void>>();

  constructor(
    private readonly run: OnJob,
    /** Gives the job to the slots. */
    private readonly queue: OnJob,
  ) {}

  async execute(jobId: string, cause: EventCause): Promise<void> {
    if (this.late.size > 0) return this.queue(jobId, cause);
    const run = this.run(jobId, cause);
    const patience = new AbortController();
    const lost = sleep(patienceMs, true, { signal: patience.signal }).catch(() => false);
    const isLate = await Promise.race([run.then(() => false), lost]).finally(() => patience.abort());
    if (isLate) this.goOn(run);
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.late);
  }

  private goOn(run: Promise<void>): void {
    const ended = run
      // the slice is queued again when its time is over
      .catch((error: unknown) => this.logger.error({ message: 'A slice came to no end', err: error }))
      .finally(() => this.late.delete(ended));
    this.late.add(ended);
  }
}
