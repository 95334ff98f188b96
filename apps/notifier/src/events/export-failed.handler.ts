import { OnEvent } from '@hub/event-bus';
import { ExportFailed, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { NotifyExportOutcome } from '../notify/notify-export-outcome.js';

@Controller()
export class ExportFailedHandler {
  constructor(private readonly notify: NotifyExportOutcome) {}

  @OnEvent(ExportFailed)
  handle(@Payload() event: EventOf<typeof ExportFailed>): Promise<void> {
    return this.notify.execute(event, { kind: 'export.failed', data: event.data });
  }
}
