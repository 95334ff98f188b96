import { connectBus, type Bus } from '@hub/event-bus';
import type { TopicKind } from '@hub/event-contracts';
import { createService, loadSettings } from '@hub/service-defaults';
import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { z } from 'zod';

/** What a service's package says of itself. */
export interface ServiceDefinition<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly settings: S;
  readonly consumes: readonly TopicKind[];
  readonly bodyLimit?: string;
  readonly rawPaths?: RegExp;
  module(settings: z.output<S>, bus: Bus): DynamicModule;
  migrate(databaseUrl: string): Promise<void>;
}

/** One service as a Nest application of its own on the common bus; it receives, but does not listen on a port yet. */
export async function startService<S extends z.ZodType>(
  definition: ServiceDefinition<S>,
  environment: Record<string, string>,
  bus: Bus,
): Promise<NestExpressApplication> {
  const settings = loadSettings(definition.settings, environment);
  const app = await createService(definition.module(settings, bus), {
    name: definition.name,
    logLevel: environment['LOG_LEVEL'],
    bodyLimit: definition.bodyLimit,
    rawPaths: definition.rawPaths,
    endsOnSignal: false,
  });
  await connectBus(app, bus, definition.name, definition.consumes);
  await app.init();
  return app;
}
