import { setTimeout as sleep } from 'node:timers/promises';
import { Wake } from '@hub/event-bus';
import { Logger } from '@nestjs/common';

/** An idle process looks for slices by itself in this time: the event that told of one may have gone to a busy process. */
const pollMs = 250;
/** Slices that run when the process stops may end within this time, then their signal aborts. */
const graceMs = 5000;

/**
 * The slices that this process does at the same time. Whenever a slot is free it takes the next slice, until there is
 * none; then it sleeps until an event tells of another. A slot is free as soon as the work is done: while the result is
 * committed, the next slice begins.
 */
export class Slots {
  private readonly logger = new Logger('sliced-work');
  private readonly running = new Set<Promise<boolean>>();
  private readonly wakes: readonly Wake[];
  private loops: Promise<unknown> | null = null;
  private busy = 0;
  private stopping = false;

  constructor(
    private readonly size: number,
    /** Takes one slice, does it, calls `free`, commits the result; false when there was none. */
    private readonly takeOne: (free: () => void) => Promise<boolean>,
    private readonly abort: () => void,
  ) {
    this.wakes = Array.from({ length: size + 1 }, () => new Wake());
  }

  start(): void {
    this.loops ??= Promise.all(this.wakes.map((wake) => this.loop(wake)));
  }

  /** Does one slice now if a slot is free. False when there was none to do, or all slots are busy. */
  async use(): Promise<boolean> {
    if (this.stopping || this.busy >= this.size) return false;
    this.busy++;
    let occupied = true;
    const free = (): void => {
      if (occupied) this.busy--;
      occupied = false;
    };
    const run = this.takeOne(() => {
      free();
      this.wake();
    });
    this.running.add(run);
    try {
      const worked = await run;
      // the next slice may be queued now; when there was none, nobody is woken to look again
      if (worked) this.wake();
      return worked;
    } finally {
      free();
      this.running.delete(run);
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    const ended = Promise.allSettled(this.running);
    const patience = new AbortController();
    await Promise.race([ended, sleep(graceMs, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    this.abort();
    await ended;
    await this.loops;
  }

  private async loop(wake: Wake): Promise<void> {
    while (!this.stopping) {
      const worked = await this.use().catch((error: unknown) => {
        // the slice is queued again when its time is over
        this.logger.error({ message: 'A slice came to no end', err: error });
        return false;
      });
      if (!worked && !this.stopping) await wake.sleep(pollMs);
    }
  }

  /** Something is queued. */
  wake(): void {
    for (const each of this.wakes) each.call();
  }
}
