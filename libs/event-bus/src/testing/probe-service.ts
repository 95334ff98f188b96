import { Controller, Inject, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import type { EventOf, TopicKind } from '@hub/event-contracts';
import type { Bus } from '../bus.js';
import { connectBus } from '../connect-bus.js';
import type { DeliveryContext } from '../delivery/delivery-context.js';
import { OnEvent } from '../on-event.js';
import { Due, Happened, Noted, StepTaken } from './probe-events.js';

type ProbeEvent = EventOf<typeof Happened>;
export type HandlerName = 'happened' | 'happened-too' | 'noted' | 'step-taken' | 'due';

export interface Received {
  readonly handler: HandlerName;
  readonly event: ProbeEvent;
  readonly context: DeliveryContext;
}

/** What the handlers of a probe service saw, and what they shall do. */
export class Probe {
  readonly received: Received[] = [];
  /** Runs inside the handler; what it throws, the handler throws. */
  react: (received: Received) => Promise<void> | void = () => undefined;

  async handle(handler: HandlerName, event: ProbeEvent, context: DeliveryContext): Promise<void> {
    const received = { handler, event, context };
    this.received.push(received);
    await this.react(received);
  }
  /** The numbers that a handler was given, in order. */
  numbers(handler: HandlerName, key?: string): number[] {
    const mine = this.received.filter(
      (each) => each.handler === handler && (key === undefined || each.event.subject === key),
    );
    return mine.map(({ event }) => event.data.n);
  }
}

@Controller()
class FactsProbe {
  constructor(@Inject(Probe) private readonly probe: Probe) {}

  @OnEvent(Happened)
  happened(@Payload() event: ProbeEvent, @Ctx() context: DeliveryContext): Promise<void> {
    return this.probe.handle('happened', event, context);
  }
  @OnEvent(Noted)
  noted(@Payload() event: ProbeEvent, @Ctx() context: DeliveryContext): Promise<void> {
    return this.probe.handle('noted', event, context);
  }
  @OnEvent(StepTaken)
  stepTaken(@Payload() event: ProbeEvent, @Ctx() context: DeliveryContext): Promise<void> {
    return this.probe.handle('step-taken', event, context);
  }
}

@Controller()
class SecondProbe {
  constructor(@Inject(Probe) private readonly probe: Probe) {}

  @OnEvent(Happened)
  happened(@Payload() event: ProbeEvent, @Ctx() context: DeliveryContext): Promise<void> {
    return this.probe.handle('happened-too', event, context);
  }
  @OnEvent(Due)
  due(@Payload() event: ProbeEvent, @Ctx() context: DeliveryContext): Promise<void> {
    return this.probe.handle('due', event, context);
  }
}

@Module({})
class ProbeModule {}

/** A real Nest application with event controllers, listening on the bus. */
export async function startProbe(
  bus: Bus,
  group: string,
  probe: Probe,
  kinds: readonly TopicKind[] = ['facts', 'slices'],
): Promise<INestApplication> {
  const app = await NestFactory.create(
    { module: ProbeModule, controllers: [FactsProbe, SecondProbe], providers: [{ provide: Probe, useValue: probe }] },
    { logger: false },
  );
  await connectBus(app, bus, group, kinds);
  return app;
}
