import { OnEvent } from '@hub/event-bus';
import { ExportFailed, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowExport } from '../sessions/follow-export.js';

@Controller()
export class ExportFailedHandler {
  constructor(private readonly follow: FollowExport) {}

  @OnEvent(ExportFailed)
  handle(@Payload() event: EventOf<typeof ExportFailed>): Promise<void> {
    return this.follow.over(event, event.data.failure, 'failed');
  }
}
