import { OnEvent } from '@hub/event-bus';
import { ExportCancellationRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CancelDeliveries } from '../deliver/cancel-deliveries.js';

@Controller()
export class ExportCancellationRequestedHandler {
  constructor(private readonly cancel: CancelDeliveries) {}

  @OnEvent(ExportCancellationRequested)
  handle(@Payload() event: EventOf<typeof ExportCancellationRequested>): Promise<void> {
    return this.cancel.execute(event, event.data.exportId);
  }
}
