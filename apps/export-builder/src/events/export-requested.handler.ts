import { OnEvent, retryPolicies, type DeliveryContext } from '@hub/event-bus';
import { ExportRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BuildExport } from '../build/build-export.js';

@Controller()
export class ExportRequestedHandler {
  constructor(private readonly buildExport: BuildExport) {}

  @OnEvent(ExportRequested)
  handle(@Payload() event: EventOf<typeof ExportRequested>, @Ctx() context: DeliveryContext): Promise<void> {
    return this.buildExport.execute(event, {
      isLastTry: (error) => context.attempt >= retryPolicies.facts.attempts(error),
      heartbeat: context.heartbeat,
    });
  }
}
