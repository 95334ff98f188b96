import { OnEvent } from '@hub/event-bus';
import { ExportCancellationRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CancelConversion } from '../convert/cancel-conversion.js';

@Controller()
export class ExportCancellationRequestedHandler {
  constructor(private readonly cancelConversion: CancelConversion) {}

  @OnEvent(ExportCancellationRequested)
  handle(@Payload() event: EventOf<typeof ExportCancellationRequested>): Promise<void> {
    return this.cancelConversion.execute(event);
  }
}
