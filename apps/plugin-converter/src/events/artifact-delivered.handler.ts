import { OnEvent } from '@hub/event-bus';
import { ArtifactDelivered, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ConvertArchive } from '../convert/convert-archive.js';
import { FollowExport } from '../sessions/follow-export.js';

@Controller()
export class ArtifactDeliveredHandler {
  constructor(
    private readonly convertArchive: ConvertArchive,
    private readonly follow: FollowExport,
  ) {}

  @OnEvent(ArtifactDelivered)
  async handle(@Payload() event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    await this.follow.delivered(event);
    await this.convertArchive.execute(event);
  }
}
