import { Failure, type Fault } from '@hub/failures';

/** [code, fault, message] by the name the store or the SDK gives. */
const byName: Readonly<Record<string, readonly [string, Fault, string]>> = {
  NoSuchKey: ['object-missing', 'user', 'There is no such object'],
  NotFound: ['object-missing', 'user', 'There is no such object'],
  NoSuchBucket: ['bucket-missing', 'destination', 'There is no such bucket'],
  NoSuchUpload: ['upload-missing', 'user', 'There is no such upload: it was completed or aborted'],
  PreconditionFailed: ['object-exists', 'user', 'There is an object under this key already'],
  ConditionalRequestConflict: ['store-conflict', 'transient', 'Somebody else writes the same key'],
  OperationAborted: ['store-conflict', 'transient', 'Somebody else writes the same key'],
  InvalidRange: ['bad-range', 'user', 'The range lies outside of the object'],
  BadDigest: ['bytes-changed', 'transient', 'The bytes changed on the way to the store'],
  XAmzContentChecksumMismatch: ['bytes-changed', 'transient', 'The bytes changed on the way to the store'],
  SlowDown: ['store-throttled', 'transient', 'The store asks us to slow down'],
  TooManyRequests: ['store-throttled', 'transient', 'The store asks us to slow down'],
  ThrottlingException: ['store-throttled', 'transient', 'The store asks us to slow down'],
  RequestLimitExceeded: ['store-throttled', 'transient', 'The store asks us to slow down'],
  RequestTimeout: ['store-unavailable', 'transient', 'The store did not answer in time'],
  TimeoutError: ['store-unavailable', 'transient', 'The store did not answer in time'],
  RequestTimeTooSkewed: ['clock-skewed', 'hub', 'Our clock and that of the store differ too much'],
  AbortError: ['aborted', 'transient', 'The call was stopped'],
};

const network =
  /\b(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE)\b/;

interface StoreError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What the store or the network said, as a failure of the port. Refusals keep the store's own words. */
export function classifyS3Error(thrown: unknown): Failure {
  const error = thrown as StoreError;
  const named = byName[error.name];
  if (named) return new Failure(named[0], named[1], named[2], { cause: thrown });
  if (error.code === 'ABORT_ERR') return new Failure('aborted', 'transient', 'The call was stopped', { cause: thrown });
  // the SDK wraps what it takes for no error of its own, and then only the message still has the code
  const unreachable = network.exec(error.code ?? error.message);
  if (unreachable)
    return new Failure('store-unavailable', 'transient', `The store cannot be reached (${unreachable[0]})`, {
      cause: thrown,
    });
  return byStatus(error.$metadata?.httpStatusCode ?? 0, error);
}

function byStatus(status: number, error: StoreError): Failure {
  const words = `${error.name}: ${error.message}`.slice(0, 500);
  if (status === 404) return new Failure('object-missing', 'user', 'There is no such object', { cause: error });
  if (status === 412)
    return new Failure('object-exists', 'user', 'There is an object under this key already', { cause: error });
  if (status === 416) return new Failure('bad-range', 'user', 'The range lies outside of the object', { cause: error });
  if (status === 401 || status === 403)
    return new Failure('access-denied', 'destination', `The store refused us: ${words}`, { cause: error });
  if (status === 429)
    return new Failure('store-throttled', 'transient', 'The store asks us to slow down', { cause: error });
  if (status >= 500)
    return new Failure('store-unavailable', 'transient', `The store is not able to answer: ${words}`, { cause: error });
  if (status >= 400)
    return new Failure('store-refused', 'destination', `The store refused the call: ${words}`, { cause: error });
  return new Failure('unexpected', 'hub', words, { cause: error });
}
