import { connectBus, EmbeddedBus, OnEvent } from '@hub/event-bus';
import {
  ArchiveBuilt,
  ArchiveConverted,
  StepFailed,
  type DataOf,
  type EventOf,
  type OutgoingEvent,
} from '@hub/event-contracts';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';

type Ending = EventOf<typeof ArchiveBuilt | typeof ArchiveConverted | typeof StepFailed>;

/** Who waits for which end: `<event type> <export id>`. */
const waiting = new Map<string, { resolve: (event: Ending) => void; reject: (error: Error) => void }>();
const key = (type: string, exportId: string): string => `${type} ${exportId}`;

@Controller()
class EndingsHandler {
  @OnEvent(ArchiveBuilt)
  built(@Payload() event: EventOf<typeof ArchiveBuilt>): void {
    waiting.get(key(event.type, event.subject))?.resolve(event);
  }

  @OnEvent(ArchiveConverted)
  converted(@Payload() event: EventOf<typeof ArchiveConverted>): void {
    waiting.get(key(event.type, event.subject))?.resolve(event);
  }

  @OnEvent(StepFailed)
  failed(@Payload() event: EventOf<typeof StepFailed>): void {
    for (const [name, { reject }] of waiting)
      if (name.endsWith(` ${event.subject}`)) reject(new Error(JSON.stringify(event.data.failure)));
  }
}

@Module({ controllers: [EndingsHandler] })
class BenchModule {}

/** The bench as one more service on the bus: it asks as the others do and hears when they are done. */
export class BenchBus {
  private constructor(
    private readonly bus: EmbeddedBus,
    private readonly app: INestApplication,
  ) {}

  static async connect(databaseUrl: string): Promise<BenchBus> {
    const bus = new EmbeddedBus({ databaseUrl });
    const app = await NestFactory.create(BenchModule, { logger: ['error', 'fatal'] });
    await connectBus(app, bus, 'pipeline-bench', ['facts']);
    return new BenchBus(bus, app);
  }

  /** Publishes and resolves with the event of type `end` about the same export; rejects when a step gives up. */
  async ask<F extends typeof ArchiveBuilt | typeof ArchiveConverted>(event: OutgoingEvent, end: F): Promise<DataOf<F>> {
    const name = key(end.type, event.envelope.subject);
    const ended = new Promise<Ending>((resolve, reject) => waiting.set(name, { resolve, reject }));
    await this.bus.send([event]);
    try {
      return end.schema.parse((await ended).data) as DataOf<F>;
    } finally {
      waiting.delete(name);
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.bus.close();
  }
}
