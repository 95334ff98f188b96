import { OnEvent } from '@hub/event-bus';
import { ExportRemoved, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ForgetExport } from '../retention/forget-export.js';

@Controller()
export class ExportRemovedHandler {
  constructor(private readonly forget: ForgetExport) {}

  @OnEvent(ExportRemoved)
  handle(@Payload() event: EventOf<typeof ExportRemoved>): Promise<void> {
    return this.forget.execute(event, event.data.exportId);
  }
}
