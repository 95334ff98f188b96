import { Wake } from '@hub/event-bus';
import type { JobStore } from './job-store.js';
import type { DueSlices } from './due-slices.js';
import type { SlicedWorkOptions } from './sliced-work-options.js';

const batch = 100;
const deletions = 1000;
const hour = 3_600_000;
const day = 24 * hour;
/** Other processes' retries are noticed within this time, should their own sweeper be gone. */
const longestSleepMs = 5000;

type SweeperOptions = Pick<SlicedWorkOptions<never, never, never>, 'transactions' | 'dataSource' | 'due' | 'keepMs'>;

/** Queues slices whose time has come: the next try after a pause, or again what a silent worker has left. */
export class Sweeper {
  private readonly alarm = new Wake();
  private loop: Promise<void> | null = null;
  private stopping = false;
  private deletedAt = -Infinity;

  constructor(
    private readonly options: SweeperOptions,
    private readonly jobs: JobStore,
    private readonly slices: DueSlices,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.call();
    await this.loop;
  }

  /** Something is due earlier than the sweeper knows. */
  wake(): void {
    this.alarm.call();
  }

  async sweep(): Promise<number> {
    let queued = 0;
    for (const slice of await this.slices.find(this.options.dataSource, batch)) {
      const { jobId, correlationId } = slice;
      await this.options.transactions.run(
        async (tx) => {
          const due = await this.slices.queue(tx.manager, slice);
          if (!due) return;
          await tx.publish(this.options.due, jobId, { jobId, slice: due.number, attempt: due.attempt });
          queued++;
        },
        { correlationid: correlationId },
      );
    }
    return queued;
  }

  /** Deletes jobs that ended longer than `keepMs` ago, a thousand rows at a time. Returns how many rows that were. */
  async deleteEnded(): Promise<number> {
    const { dataSource, keepMs = 30 * day } = this.options;
    let total = 0;
    for (let deleted = 1; deleted > 0; total += deleted) {
      deleted = await this.jobs.deleteEnded(dataSource, keepMs, deletions);
    }
    return total;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const pause = await this.round();
      if (!this.stopping) await this.alarm.sleep(pause);
    }
  }

  private async round(): Promise<number> {
    try {
      await this.sweep();
      if (performance.now() - this.deletedAt > hour) {
        await this.deleteEnded();
        this.deletedAt = performance.now();
      }
      const next = await this.slices.untilNext(this.options.dataSource);
      return Math.min(longestSleepMs, next ?? longestSleepMs);
    } catch {
      // the database is away: everything waits in it
      return longestSleepMs;
    }
  }
}
