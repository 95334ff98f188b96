import type { IncomingMessage, Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FailureFilter } from './http/failure.filter.js';
import { RequestPipe } from './http/request.pipe.js';
import { unreadableBody } from './http/unreadable-body.js';
import { serviceLogger } from './logging/service-logger.js';

export interface ServiceOptions {
  /** The service's name: log lines and health carry it. */
  readonly name: string;
  readonly logLevel?: string;
  /** Largest accepted JSON body, e.g. `32mb`. */
  readonly bodyLimit?: string;
  /** Bodies may take as long as their senders need: imports of large files over slow lines. */
  readonly slowUploads?: boolean;
  /** Paths whose bodies go to their handler as they come, whatever type they say they have. */
  readonly rawPaths?: RegExp;
  /** Whether SIGTERM and SIGINT end the process (default). One that holds several services stops them itself. */
  readonly endsOnSignal?: boolean;
}

/** A Nest application with what every service has: logs, validation, the error envelope, graceful stop. Not yet listening. */
export async function createService(module: DynamicModule, options: ServiceOptions): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger: serviceLogger(options.name, options.logLevel),
    bodyParser: false,
    // a start that fails rejects: the caller says why and ends
    abortOnError: false,
  });
  app.disable('x-powered-by');
  // Node cuts a request that is not whole after 300 s; its head must still come within 60 s
  if (options.slowUploads) (app.getHttpServer() as Server).requestTimeout = 0;
  // strict false: GET and DELETE of the public SDK carry a JSON content type and an empty body
  app.useBodyParser('json', { limit: options.bodyLimit ?? '1mb', type: parsed('application/json', options) });
  app.useBodyParser('urlencoded', {
    limit: '100kb',
    extended: false,
    type: parsed('application/x-www-form-urlencoded', options),
  });
  app.use(unreadableBody);
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new FailureFilter());
  // exit, not the signal again: in a container we are process 1, which no signal ends, and the bus has open connections
  if (options.endsOnSignal ?? true) app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
}

/** Whether a body of the type is parsed, as the parser would decide it but for the raw paths. */
const parsed =
  (type: string, { rawPaths }: ServiceOptions) =>
  (request: IncomingMessage): boolean =>
    !rawPaths?.test(request.url ?? '') &&
    request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === type;
