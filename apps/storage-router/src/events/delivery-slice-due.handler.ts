import { OnEvent } from '@hub/event-bus';
import { DeliverySliceDue, type EventOf } from '@hub/event-contracts';
import { SlicedWork } from '@hub/sliced-work';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Checkpoint, DeliveryContext, DeliveryOutcome, PartRange } from '../deliver/delivery-job.js';

@Controller()
export class DeliverySliceDueHandler {
  constructor(private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>) {}

  @OnEvent(DeliverySliceDue)
  handle(@Payload() event: EventOf<typeof DeliverySliceDue>): Promise<void> {
    return this.work.handle(event);
  }
}
