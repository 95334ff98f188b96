import { OnEvent } from '@hub/event-bus';
import { ArtifactDelivered, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ConvertArchive } from '../convert/convert-archive.js';

@Controller()
export class ArtifactDeliveredHandler {
  constructor(private readonly convertArchive: ConvertArchive) {}

  @OnEvent(ArtifactDelivered)
  handle(@Payload() event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    return this.convertArchive.execute(event);
  }
}
