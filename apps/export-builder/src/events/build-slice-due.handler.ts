import { OnEvent } from '@hub/event-bus';
import { BuildSliceDue, type EventOf } from '@hub/event-contracts';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { BuildWork } from '../build/build-work.js';
import { BUILD_WORK } from '../export-builder.tokens.js';

@Controller()
export class BuildSliceDueHandler {
  constructor(@Inject(BUILD_WORK) private readonly work: BuildWork) {}

  @OnEvent(BuildSliceDue)
  handle(@Payload() event: EventOf<typeof BuildSliceDue>): Promise<void> {
    return this.work.handle(event);
  }
}
