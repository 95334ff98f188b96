import type { IncomingMessage } from 'node:http';
import { Failure, type Fault } from '@hub/failures';
import { z } from 'zod';
import { networkCodeIn } from '../guard/network-codes.js';
import { readText } from './gcs-http.js';

/** What Google answered instead of doing it. Holds no address: that of an upload is a secret. */
export class GcsError extends Error {
  override readonly name = 'GcsError';

  constructor(
    readonly status: number,
    readonly reason: string,
    words: string,
  ) {
    super(words);
  }
}

/** The reason of a 404 that is about a bucket. Google says it in words only. */
export const bucketMissing = 'bucketMissing';

/** The JSON API's form, and that of the token endpoint (RFC 6749 §5.2). */
const apiForm = z.object({
  error: z.object({ message: z.string(), errors: z.array(z.object({ reason: z.string().optional() })).optional() }),
});
const tokenForm = z.object({ error: z.string(), error_description: z.string().optional() });

export const refusalOf = async (answer: IncomingMessage): Promise<GcsError> =>
  refusalSaid(answer.statusCode ?? 0, await readText(answer, 16 * 1024));

function refusalSaid(status: number, text: string): GcsError {
  const api = apiForm.safeParse(jsonOf(text));
  if (api.success) {
    const { message, errors } = api.data.error;
    return new GcsError(status, errors?.[0]?.reason ?? '', message || `status ${status}`);
  }
  const token = tokenForm.safeParse(jsonOf(text));
  if (token.success) return new GcsError(status, token.data.error, token.data.error_description ?? token.data.error);
  const plain = /<Message>([^<]*)/.exec(text)?.[1] ?? text;
  return new GcsError(status, '', plain.trim() || `status ${status}`);
}

/** What the library throws holds the answer: `ApiError` as `body`, `GaxiosError` (tokens, sessions) as `data`. */
const libraryForm = z.object({
  response: z.object({
    statusCode: z.number().optional(),
    status: z.number().optional(),
    body: z.unknown().optional(),
    data: z.unknown().optional(),
  }),
});

/** The refusal in it, if there is one. */
function refusalIn(thrown: unknown): GcsError | null {
  if (thrown instanceof GcsError) return thrown;
  const { response } = libraryForm.safeParse(thrown).data ?? {};
  const status = response?.statusCode ?? response?.status ?? 0;
  return response && status >= 300 ? refusalSaid(status, textOf(response.body ?? response.data)) : null;
}

const saidForm = z.object({ error: z.unknown() }).loose();

function textOf(body: unknown): string {
  const said = saidForm.safeParse(body);
  return typeof body === 'string' ? body : said.success ? JSON.stringify(said.data) : '';
}

/** A 404 to a call that needs no object is about the bucket. */
export function asOfBucket(thrown: unknown): unknown {
  const refusal = refusalIn(thrown);
  return refusal?.status === 404 ? new GcsError(404, bucketMissing, refusal.message) : thrown;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The library's time-outs have words only. */
const silence = /network timeout at|timeout while trying to fetch/;

const unreachable = ({ code, message }: NodeJS.ErrnoException): string | undefined =>
  networkCodeIn(code ?? '') ?? (silence.test(message) ? 'ETIMEDOUT' : undefined);

/** The same call may work a moment later. Source: Cloud Storage, "Retry strategy". */
export function isPassing(thrown: unknown): boolean {
  const refusal = refusalIn(thrown);
  return refusal
    ? [408, 429, 500, 502, 503, 504].includes(refusal.status)
    : unreachable(thrown as NodeJS.ErrnoException) !== undefined;
}

/**
 * What the store or the network said, as a failure of the port. Refusals keep Google's own words. Errors of the library
 * hold the request and its token: they are no causes, only what they say is.
 */
export function classifyGcsError(thrown: unknown): Failure {
  const error = thrown as NodeJS.ErrnoException;
  const refusal = refusalIn(thrown);
  const cause = refusal ?? ('config' in error || 'response' in error ? undefined : error);
  const as = (code: string, fault: Fault, message: string): Failure => new Failure(code, fault, message, { cause });
  if (refusal) return as(...meaningOf(refusal));
  if (error.code === 'ABORT_ERR' || error.name === 'AbortError')
    return as('aborted', 'transient', 'The call was stopped');
  const code = unreachable(error);
  if (code) return as('store-unavailable', 'transient', `The store cannot be reached (${code})`);
  return as('unexpected', 'hub', `${error.name}: ${error.message}`.slice(0, 500));
}

function meaningOf({ status, reason, message }: GcsError): [string, Fault, string] {
  const words = message.slice(0, 500);
  if (reason === 'invalid_grant') return refusedGrant(words);
  // 403 too, where a quota per second is used up
  if (status === 429 || /ratelimitexceeded/i.test(reason))
    return ['store-throttled', 'transient', 'The store asks us to slow down'];
  switch (status) {
    case 401:
    case 403:
      return ['access-denied', 'destination', `Google refused us: ${words}`];
    case 404:
      return reason === bucketMissing || /bucket does not exist/i.test(words)
        ? ['bucket-missing', 'destination', 'There is no such bucket']
        : ['object-missing', 'user', 'There is no such object'];
    case 412:
      return ['object-exists', 'user', 'There is an object under this key already'];
    case 416:
      return ['bad-range', 'user', 'The range lies outside of the object'];
    case 409:
      return ['store-conflict', 'transient', 'Somebody else writes the same key'];
  }
  if (isSumMismatch(message)) return ['bytes-changed', 'transient', 'The bytes changed on the way to the store'];
  if (status === 408 || status >= 500)
    return ['store-unavailable', 'transient', `The store is not able to answer: ${words}`];
  return ['store-refused', 'destination', `The store refused the call: ${words}`];
}

/** The token endpoint refuses a key that was deleted or disabled, and a time that is not its own. */
function refusedGrant(words: string): [string, Fault, string] {
  if (/timeframe|\biat\b/i.test(words))
    return ['clock-skewed', 'hub', `Our clock and that of Google differ too much: ${words}`];
  return ['access-denied', 'destination', `Google refused the key of the service account (invalid_grant): ${words}`];
}

/** 400 after the last byte, when the object was announced with another sum. */
export const isSumMismatch = (message: string): boolean => /doesn't match calculated/i.test(message);
