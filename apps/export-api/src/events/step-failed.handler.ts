import { OnEvent } from '@hub/event-bus';
import { StepFailed, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onStepFailed } from '../exports/step-decisions.js';

@Controller()
export class StepFailedHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(StepFailed)
  handle(@Payload() event: EventOf<typeof StepFailed>): Promise<void> {
    return this.follow.execute(event, onStepFailed);
  }
}
