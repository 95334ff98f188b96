import { OnEvent } from '@hub/event-bus';
import { ArchiveConverted, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { DeliverArchive } from '../deliver/deliver-archive.js';

@Controller()
export class ArchiveConvertedHandler {
  constructor(private readonly deliver: DeliverArchive) {}

  @OnEvent(ArchiveConverted)
  handle(@Payload() event: EventOf<typeof ArchiveConverted>): Promise<void> {
    return this.deliver.execute(event, { ...event.data, kind: 'converted' });
  }
}
