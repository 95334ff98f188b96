import { OnEvent } from '@hub/event-bus';
import { ArtifactDelivered, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onArtifactDelivered } from '../exports/step-decisions.js';

@Controller()
export class ArtifactDeliveredHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(ArtifactDelivered)
  handle(@Payload() event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    return this.follow.execute(event, onArtifactDelivered);
  }
}
