import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** Header and field names whose values never reach a log. */
const redacted = [
  'apikey',
  'cookie',
  'authorization',
  'password',
  'secret',
  'headers.apikey',
  'headers.cookie',
  'headers.authorization',
];

/** One JSON line per message on standard output, secrets redacted. Level: `LOG_LEVEL`, default info. */
export function serviceLogger(name: string, level = 'info'): LoggerService {
  const logger = pino({ name, level, redact: { paths: redacted, censor: '[redacted]' } });
  return {
    log: (message: unknown, ...rest: unknown[]) => write(logger, 'info', message, rest),
    warn: (message: unknown, ...rest: unknown[]) => write(logger, 'warn', message, rest),
    error: (message: unknown, ...rest: unknown[]) => write(logger, 'error', message, rest),
    debug: (message: unknown, ...rest: unknown[]) => write(logger, 'debug', message, rest),
    verbose: (message: unknown, ...rest: unknown[]) => write(logger, 'trace', message, rest),
    fatal: (message: unknown, ...rest: unknown[]) => write(logger, 'fatal', message, rest),
  };
}

/** Nest passes the context (class name) last, and for errors the stack before it. */
function write(
  logger: Logger,
  level: 'info' | 'warn' | 'error' | 'debug' | 'trace' | 'fatal',
  message: unknown,
  rest: unknown[],
): void {
  const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
  const stack = rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
  if (message instanceof Error) logger[level]({ context, err: message });
  else if (typeof message === 'object' && message !== null) logger[level]({ context, ...message });
  else logger[level]({ context, stack }, String(message));
}
