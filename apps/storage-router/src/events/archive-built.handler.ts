import { OnEvent } from '@hub/event-bus';
import { ArchiveBuilt, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { DeliverArchive } from '../deliver/deliver-archive.js';

@Controller()
export class ArchiveBuiltHandler {
  constructor(private readonly deliver: DeliverArchive) {}

  @OnEvent(ArchiveBuilt)
  handle(@Payload() event: EventOf<typeof ArchiveBuilt>): Promise<void> {
    return this.deliver.execute(event, { ...event.data, kind: 'original' });
  }
}
