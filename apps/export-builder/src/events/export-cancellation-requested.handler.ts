import { OnEvent } from '@hub/event-bus';
import { ExportCancellationRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CancelBuild } from '../build/cancel-build.js';

@Controller()
export class ExportCancellationRequestedHandler {
  constructor(private readonly cancelBuild: CancelBuild) {}

  @OnEvent(ExportCancellationRequested)
  handle(@Payload() event: EventOf<typeof ExportCancellationRequested>): Promise<void> {
    return this.cancelBuild.execute(event);
  }
}
