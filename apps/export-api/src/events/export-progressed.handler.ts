import { OnEvent } from '@hub/event-bus';
import { ExportProgressed, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onProgressed } from '../exports/step-decisions.js';

@Controller()
export class ExportProgressedHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(ExportProgressed)
  handle(@Payload() event: EventOf<typeof ExportProgressed>): Promise<void> {
    return this.follow.execute(event, onProgressed);
  }
}
