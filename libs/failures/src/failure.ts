/**
 * Whose fault it is decides who has to act:
 * `user` the request is wrong · `destination` the bucket or its owner refused · `transient` the same call may work later ·
 * `hub` our own bug or outage · `plugin` the program of somebody else that took part in it.
 */
export type Fault = 'user' | 'destination' | 'transient' | 'hub' | 'plugin';

export interface FailureDetails {
  /** The parameter or field that is wrong, as the caller spelled it. */
  readonly field?: string;
  /** The value that was refused, cut to 200 characters. */
  readonly value?: string;
  /** What would be right. */
  readonly expected?: string;
  /** What a page can show beside the message. Part of the answer: never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error that answers three questions: what (code, a slug), whose fault, and whether trying again can help. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly field?: string;
  readonly value?: string;
  readonly expected?: string;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    readonly fault: Fault,
    message: string,
    details: FailureDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.field = details.field;
    this.value = details.value?.slice(0, 200);
    this.expected = details.expected;
    this.details = details.details;
  }

  get retryable(): boolean {
    return this.fault === 'transient';
  }
}

export const badRequest = (message: string, details: FailureDetails = {}): Failure =>
  new Failure('bad-request', 'user', message, details);
export const unauthenticated = (message = 'Invalid API KEY'): Failure =>
  new Failure('unauthenticated', 'user', message);
export const forbidden = (message: string): Failure => new Failure('forbidden', 'user', message);
export const notFound = (message: string, details: FailureDetails = {}): Failure =>
  new Failure('not-found', 'user', message, details);
export const conflict = (message: string, details: FailureDetails = {}): Failure =>
  new Failure('conflict', 'user', message, details);

/** Anything thrown, as a Failure: an unknown error is ours (`hub`), and its message never leaves the process by itself. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isOutage(error))
    return new Failure('unavailable', 'transient', 'Something we depend on does not answer right now. Try again.', {
      cause: error,
    });
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('unexpected', 'hub', message, { cause: error });
}

/** Node's network errors, and Postgres' classes 08 (connection), 53 (resources) and 57P (server going down). */
const outageCode = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P0\d)$/;

function isOutage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && outageCode.test(code);
}
