import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ForgetExports } from './forget-exports.js';

const everyMs = 10 * 60_000;

/** Looks every ten minutes for exports whose time in the history is over. */
@Injectable()
export class HistorySweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('history');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly forget: ForgetExports) {}

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
      this.running = this.sweep().finally(() => this.next());
    }, everyMs);
    this.timer.unref();
  }

  private async sweep(): Promise<void> {
    try {
      while (!this.stopped && (await this.forget.execute()) > 0);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
