import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AbortUploads } from '../deliver/abort-uploads.js';
import { ClearDeliveries } from './clear-deliveries.js';
import { ClearStaging } from './clear-staging.js';
import { ExpireArtifacts } from './expire-artifacts.js';
import { ForgetLinks } from './forget-links.js';

const everyMs = 60_000;

/** Runs the retention once a minute, until nothing is due. Several processes may do it at once. */
@Injectable()
export class Sweeps implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('retention');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly expire: ExpireArtifacts,
    private readonly staging: ClearStaging,
    private readonly deliveries: ClearDeliveries,
    private readonly uploads: AbortUploads,
    private readonly links: ForgetLinks,
  ) {}

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
    for (const task of [this.expire, this.staging, this.deliveries, this.uploads, this.links]) {
      try {
        while (!this.stopped && (await task.execute()) > 0);
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}
