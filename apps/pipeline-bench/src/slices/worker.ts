import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus, KafkaBus, OnEvent } from '@hub/event-bus';
import { BuildSliceDue, type EventOf } from '@hub/event-contracts';
import { OutboxRelay, serviceDatabase } from '@hub/outbox';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { benchWork, databaseOptions, schema, type BenchWork, type BenchWorker } from './bench-work.js';
import { workerSettings, type Report } from './worker-protocol.js';

const report = (message: Report): void => void process.send?.(message);
const now = (): number => performance.timeOrigin + performance.now();

const sleeper: BenchWorker = {
  async perform(job, { number, input }) {
    const started = now();
    report({ kind: 'started', job: job.id, number, at: started });
    await sleep(input);
    report({ kind: 'ended', job: job.id, number, started, at: now() });
    return null;
  },
  conclude: async () => null,
  finished: async (_tx, job) => report({ kind: 'finished', job: job.id, at: now() }),
  failed: async (_tx, job, failure) => report({ kind: 'failed', job: job.id, message: failure.message, at: now() }),
};

const WORK = Symbol('work');

@Controller()
class SliceDueHandler {
  constructor(@Inject(WORK) private readonly work: BenchWork) {}

  @OnEvent(BuildSliceDue)
  handle(@Payload() event: EventOf<typeof BuildSliceDue>): Promise<void> {
    return this.work.handle(event);
  }
}

@Module({})
class WorkerModule {}

/** One builder process of the measurement: consumer, relay and sweeper, as in a service. */
async function main(): Promise<void> {
  const { databaseUrl, brokers, prefix, sessionTimeout } = workerSettings.parse(JSON.parse(process.argv[2] ?? ''));
  const database = await serviceDatabase(databaseOptions(databaseUrl)).initialize();
  const bus = new KafkaBus({ brokers, prefix, sessionTimeout });
  const { work } = benchWork(database, bus, sleeper);
  const app = await NestFactory.create(
    { module: WorkerModule, controllers: [SliceDueHandler], providers: [{ provide: WORK, useValue: work }] },
    { logger: ['error', 'fatal'] },
  );
  await connectBus(app, bus, 'export-builder', ['slices']);
  new OutboxRelay({ databaseUrl, schema, bus }).start();
  work.start();
}

void main();
