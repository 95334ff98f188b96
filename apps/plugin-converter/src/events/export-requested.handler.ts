import { OnEvent } from '@hub/event-bus';
import { ExportRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowExport } from '../sessions/follow-export.js';

@Controller()
export class ExportRequestedHandler {
  constructor(private readonly follow: FollowExport) {}

  @OnEvent(ExportRequested)
  handle(@Payload() event: EventOf<typeof ExportRequested>): Promise<void> {
    return this.follow.requested(event);
  }
}
