import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { asFailure, Failure, type Fault } from '@hub/failures';
import type { Request, Response } from 'express';
import { ZodError } from 'zod';

const statusByCode: Readonly<Record<string, number>> = {
  'bad-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
};

const statusByFault: Readonly<Record<Fault, number>> = {
  user: 400,
  plugin: 422,
  transient: 503,
  destination: 500,
  hub: 500,
};

/** The one envelope of every error, ours and the public contract's: `{status, message, code, field?, value?, expected?, details?}`. */
export interface ErrorEnvelope {
  readonly status: 'fail' | 'error';
  readonly message: string;
  readonly code: string;
  readonly field?: string;
  readonly value?: string;
  readonly expected?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Turns whatever was thrown into HTTP, in one place. `fail` is the caller's fault, `error` is ours. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { statusCode, body } = describe(thrown);
    if (statusCode >= 500) {
      const request = host.switchToHttp().getRequest<Request>();
      this.logger.error({ err: thrown, method: request.method, path: request.path });
    }
    if (response.headersSent) response.destroy();
    else response.status(statusCode).json(body);
  }
}

export function describe(thrown: unknown): { statusCode: number; body: ErrorEnvelope } {
  if (thrown instanceof ZodError) return describe(fromZod(thrown));
  if (thrown instanceof HttpException) return fromHttp(thrown);
  if (isBodyParserError(thrown))
    return { statusCode: thrown.status, body: envelope(thrown.status, thrown.message, codeOf(thrown.status)) };
  const failure = asFailure(thrown);
  const statusCode = statusByCode[failure.code] ?? statusByFault[failure.fault];
  const message = failure.code === 'unexpected' ? 'Something went wrong on our side.' : failure.message;
  return {
    statusCode,
    body: {
      ...envelope(statusCode, message, failure.code),
      field: failure.field,
      value: failure.value,
      expected: failure.expected,
      details: failure.details,
    },
  };
}

/** The first issue, named by its field. */
function fromZod(error: ZodError): Failure {
  const issue = error.issues[0];
  // a key nobody knows is named itself: its path ends at the object it stands in
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const field = [...(issue?.path ?? []), ...unknown].join('.') || 'body';
  const input = unknown.reduce<unknown>(
    (within, key) => (within as Record<string, unknown> | undefined)?.[key],
    issue?.input,
  );
  const value = input === undefined ? undefined : JSON.stringify(input);
  return new Failure('bad-request', 'user', `Invalid ${field}: ${issue?.message ?? 'not acceptable'}`, {
    field,
    value,
    expected: issue?.message,
  });
}

function fromHttp(error: HttpException): { statusCode: number; body: ErrorEnvelope } {
  // nestjs-zod wraps the ZodError
  const inner =
    'getZodError' in error && typeof error.getZodError === 'function' ? (error.getZodError() as unknown) : undefined;
  if (inner instanceof ZodError) return describe(inner);
  const statusCode = error.getStatus();
  return { statusCode, body: envelope(statusCode, error.message, codeOf(statusCode)) };
}

const codeOf = (status: number): string =>
  Object.entries(statusByCode).find(([, s]) => s === status)?.[0] ?? 'http-error';
const envelope = (status: number, message: string, code: string): ErrorEnvelope => ({
  status: status < 500 ? 'fail' : 'error',
  message,
  code,
});
const isBodyParserError = (thrown: unknown): thrown is { status: number; message: string } =>
  thrown instanceof Error && 'type' in thrown && 'status' in thrown && typeof thrown.status === 'number';
