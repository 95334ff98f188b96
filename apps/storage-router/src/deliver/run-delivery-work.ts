import { SlicedWork } from '@hub/sliced-work';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Checkpoint, DeliveryContext, DeliveryOutcome, PartRange } from './delivery-job.js';

/** Starts and stops the sweeper of the deliveries with the application. */
@Injectable()
export class RunDeliveryWork implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>) {}

  onApplicationBootstrap(): void {
    this.work.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.stop();
  }
}
