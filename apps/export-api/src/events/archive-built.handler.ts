import { OnEvent } from '@hub/event-bus';
import { ArchiveBuilt, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onArchiveBuilt } from '../exports/step-decisions.js';

@Controller()
export class ArchiveBuiltHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(ArchiveBuilt)
  handle(@Payload() event: EventOf<typeof ArchiveBuilt>): Promise<void> {
    return this.follow.execute(event, onArchiveBuilt);
  }
}
