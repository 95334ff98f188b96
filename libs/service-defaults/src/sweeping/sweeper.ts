import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Work that waits in the database: each call does some of it. */
export interface Sweep {
  /** How much was done; 0: nothing is due any more. */
  execute(): Promise<number>;
}

/**
 * Runs sweeps once per interval, each until nothing is due, from the start of the application to its end. One that fails
 * is logged and comes again; the others have their turn. Several processes may sweep at once: the rows decide.
 */
export class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  /** `name` is that of its log lines. */
  constructor(
    name: string,
    private readonly everyMs: number,
    private readonly sweeps: readonly Sweep[],
  ) {
    this.logger = new Logger(name);
  }

  onApplicationBootstrap(): void {
    this.next();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private next(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.next());
    }, this.everyMs);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    for (const sweep of this.sweeps) {
      try {
        while (!this.stopped && (await sweep.execute()) > 0);
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}
