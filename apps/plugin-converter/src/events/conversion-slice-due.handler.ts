import { OnEvent } from '@hub/event-bus';
import { ConversionSliceDue, type EventOf } from '@hub/event-contracts';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { ConversionWork } from '../convert/conversion-work.js';
import { CONVERSION_WORK } from '../plugin-converter.tokens.js';

@Controller()
export class ConversionSliceDueHandler {
  constructor(@Inject(CONVERSION_WORK) private readonly work: ConversionWork) {}

  @OnEvent(ConversionSliceDue)
  handle(@Payload() event: EventOf<typeof ConversionSliceDue>): Promise<void> {
    return this.work.handle(event);
  }
}
