import { Wake } from '@hub/event-bus';
import type { SliceStore } from './slice-store.js';
import type { SlicedWorkOptions } from './sliced-work-options.js';

const batch = 100;
/** Other processes' retries are noticed within this time, should their own sweeper be gone. */
const longestSleepMs = 5000;

type SweeperOptions = Pick<SlicedWorkOptions<never, never, never>, 'transactions' | 'dataSource' | 'due'>;

/** Publishes slices whose time has come: the next try after a pause, or again what had no result for too long. */
export class Sweeper {
  private readonly alarm = new Wake();
  private loop: Promise<void> | null = null;
  private stopping = false;

  constructor(
    private readonly options: SweeperOptions,
    private readonly slices: SliceStore,
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
    let published = 0;
    for (const slice of await this.slices.overdue(this.options.dataSource, batch)) {
      const { jobId, correlationId } = slice;
      await this.options.transactions.run(
        async (tx) => {
          const due = await this.slices.claim(tx.manager, slice);
          if (!due) return;
          await tx.publish(this.options.due, jobId, { jobId, slice: due.number, attempt: due.attempt });
          published++;
        },
        { correlationid: correlationId },
      );
    }
    return published;
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
      const next = await this.slices.untilNextDue(this.options.dataSource);
      return Math.min(longestSleepMs, next ?? longestSleepMs);
    } catch {
      // the database is away: everything waits in it
      return longestSleepMs;
    }
  }
}
