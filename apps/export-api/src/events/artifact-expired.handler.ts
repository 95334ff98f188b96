import { OnEvent } from '@hub/event-bus';
import { ArtifactExpired, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FollowSteps } from '../exports/follow-steps.js';
import { onArtifactExpired } from '../exports/step-decisions.js';

@Controller()
export class ArtifactExpiredHandler {
  constructor(private readonly follow: FollowSteps) {}

  @OnEvent(ArtifactExpired)
  handle(@Payload() event: EventOf<typeof ArtifactExpired>): Promise<void> {
    return this.follow.execute(event, onArtifactExpired, 'all');
  }
}
