import http from 'node:http';
import https from 'node:https';
import { Failure } from '@hub/failures';
import type { GuardSettings } from './guard-settings.js';
import { guardedAgents } from './guarded-agents.js';
import { readAtMost } from './read-at-most.js';

export interface GuardedRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

export interface FetchLimits {
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Of the answer's body. */
  readonly maxBytes: number;
}

export interface GuardedAnswer {
  /** Any: a redirect is an answer like others, and never followed. */
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * One call of an address that a customer gave us (a webhook, a connector), through the guarded agents.
 * Failures: `address-refused` (user), `answer-too-large` (destination), `no-answer` (transient: out of reach, broken off,
 * or not done in time), `aborted` (transient: by the caller's signal).
 */
export async function guardedFetch(
  address: string,
  request: GuardedRequest,
  settings: GuardSettings,
  limits: FetchLimits,
): Promise<GuardedAnswer> {
  const url = callable(address);
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
  try {
    const answer = await send(url, request, settings, signal);
    const body = await readAtMost(answer, limits.maxBytes);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    throw asFailure(error, url, request.signal, deadline);
  }
}

function callable(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new Failure('address-refused', 'user', 'This is no address we can call', {
    value: url ? url.protocol : undefined,
    expected: 'https://host/path, without credentials',
  });
}

function send(
  url: URL,
  { method = 'GET', headers, body }: GuardedRequest,
  settings: GuardSettings,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const agents = guardedAgents(settings);
  const [request, agent] = url.protocol === 'https:' ? [https.request, agents.https] : [http.request, agents.http];
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { ...headers }, agent, signal }, resolve);
    call.once('error', reject);
    call.end(body);
  });
}

function asFailure(error: unknown, url: URL, signal: AbortSignal | undefined, deadline: AbortSignal): Failure {
  if (error instanceof Failure) return error;
  if (signal?.aborted) return new Failure('aborted', 'transient', 'The call was stopped', { cause: error });
  const why = deadline.aborted ? 'not in time' : codeOf(error);
  return new Failure('no-answer', 'transient', `${url.host} did not answer (${why})`, { cause: error });
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'broken off';
