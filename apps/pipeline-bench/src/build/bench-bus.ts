import { connectBus, EmbeddedBus, OnEvent } from '@hub/event-bus';
import {
  ArchiveBuilt,
  ArchiveConverted,
  ArtifactDelivered,
  StepFailed,
  type DataOf,
  type EventOf,
  type OutgoingEvent,
} from '@hub/event-contracts';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';

type Ending = typeof ArchiveBuilt | typeof ArchiveConverted | typeof ArtifactDelivered;
type Ended = EventOf<Ending | typeof StepFailed>;

/** Who waits for which end: `<event type> <export id>`. */
const waiting = new Map<string, { resolve: (event: Ended) => void; reject: (error: Error) => void }>();
const key = (type: string, exportId: string): string => `${type} ${exportId}`;
/** The delivery of the converted artifact comes after that of the original. */
const name = (event: EventOf<typeof ArtifactDelivered>): string => `${event.type} ${event.data.artifact.kind}`;

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

  @OnEvent(ArtifactDelivered)
  delivered(@Payload() event: EventOf<typeof ArtifactDelivered>): void {
    waiting.get(key(name(event), event.subject))?.resolve(event);
  }

  @OnEvent(StepFailed)
  failed(@Payload() event: EventOf<typeof StepFailed>): void {
    for (const [waiter, { reject }] of waiting)
      if (waiter.endsWith(` ${event.subject}`)) reject(new Error(JSON.stringify(event.data.failure)));
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
    return end.schema.parse(await this.until(event, end.type)) as DataOf<F>;
  }

  /** Publishes and resolves once that artifact of the same export is delivered. */
  async delivered(event: OutgoingEvent, kind: 'original' | 'converted'): Promise<DataOf<typeof ArtifactDelivered>> {
    return ArtifactDelivered.schema.parse(await this.until(event, `${ArtifactDelivered.type} ${kind}`));
  }

  private async until(event: OutgoingEvent, type: string): Promise<unknown> {
    const waiter = key(type, event.envelope.subject);
    const ended = new Promise<Ended>((resolve, reject) => waiting.set(waiter, { resolve, reject }));
    await this.bus.send([event]);
    try {
      return (await ended).data;
    } finally {
      waiting.delete(waiter);
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.bus.close();
  }
}
