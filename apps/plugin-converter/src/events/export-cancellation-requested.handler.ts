import { OnEvent } from '@hub/event-bus';
import { ExportCancellationRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CancelConversion } from '../convert/cancel-conversion.js';
import { FollowExport } from '../sessions/follow-export.js';
import { runFailure } from '../sessions/session.js';

@Controller()
export class ExportCancellationRequestedHandler {
  constructor(
    private readonly cancelConversion: CancelConversion,
    private readonly follow: FollowExport,
  ) {}

  @OnEvent(ExportCancellationRequested)
  async handle(@Payload() event: EventOf<typeof ExportCancellationRequested>): Promise<void> {
    await this.cancelConversion.execute(event);
    await this.follow.over(event, runFailure('cancelled', 'The export was cancelled.', 'user'), 'cancelled');
  }
}
