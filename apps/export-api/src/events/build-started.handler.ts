import { OnEvent } from '@hub/event-bus';
import { BuildStarted, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onBuildStarted } from '../exports/step-decisions.js';

@Controller()
export class BuildStartedHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(BuildStarted)
  handle(@Payload() event: EventOf<typeof BuildStarted>): Promise<void> {
    return this.follow.execute(event, onBuildStarted);
  }
}
