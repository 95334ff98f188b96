import { OnEvent } from '@hub/event-bus';
import { ExportCompleted, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { NotifyExportOutcome } from '../notify/notify-export-outcome.js';

@Controller()
export class ExportCompletedHandler {
  constructor(private readonly notify: NotifyExportOutcome) {}

  @OnEvent(ExportCompleted)
  handle(@Payload() event: EventOf<typeof ExportCompleted>): Promise<void> {
    return this.notify.execute(event, { kind: 'export.completed', data: event.data });
  }
}
