import { OnEvent } from '@hub/event-bus';
import { ArchiveConverted, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onArchiveConverted } from '../exports/step-decisions.js';

@Controller()
export class ArchiveConvertedHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(ArchiveConverted)
  handle(@Payload() event: EventOf<typeof ArchiveConverted>): Promise<void> {
    return this.follow.execute(event, onArchiveConverted);
  }
}
