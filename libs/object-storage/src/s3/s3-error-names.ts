import type { Fault } from '@hub/failures';

export interface Meaning {
  readonly code: string;
  readonly fault: Fault;
  readonly message: string;
}
const means = (code: string, fault: Fault, message: string): Meaning => ({ code, fault, message });

const missing = means('object-missing', 'user', 'There is no such object');
const conflict = means('store-conflict', 'transient', 'Somebody else writes the same key');
const changed = means('bytes-changed', 'transient', 'The bytes changed on the way to the store');
const throttled = means('store-throttled', 'transient', 'The store asks us to slow down');
const silent = means('store-unavailable', 'transient', 'The store did not answer in time');

/** By the name that the store, the SDK or `limitAnswers` gives. */
export const byName: Readonly<Record<string, Meaning>> = {
  NoSuchKey: missing,
  NotFound: missing,
  NoSuchBucket: means('bucket-missing', 'destination', 'There is no such bucket'),
  NoSuchUpload: means('upload-missing', 'user', 'There is no such upload: it was completed or aborted'),
  PreconditionFailed: means('object-exists', 'user', 'There is an object under this key already'),
  ConditionalRequestConflict: conflict,
  OperationAborted: conflict,
  InvalidRange: means('bad-range', 'user', 'The range lies outside of the object'),
  BadDigest: changed,
  XAmzContentChecksumMismatch: changed,
  SlowDown: throttled,
  TooManyRequests: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  RequestThrottled: throttled,
  RequestLimitExceeded: throttled,
  BandwidthLimitExceeded: throttled,
  RequestTimeout: silent,
  TimeoutError: silent,
  AnswerTooSlow: silent,
  ExpiredToken: means('store-unavailable', 'transient', 'The session with the store has just ended'),
  TemporaryRedirect: means('store-unavailable', 'transient', 'The bucket is new and not known everywhere yet'),
  AnswerTooLong: means('store-refused', 'destination', 'The answer is too long: this address is no store'),
  XMinioStorageFull: means('store-full', 'transient', 'The store is full'),
  RequestTimeTooSkewed: means('clock-skewed', 'hub', 'Our clock and that of the store differ too much'),
  CredentialsProviderError: means('identity-refused', 'hub', 'This installation has no AWS identity of its own'),
  AbortError: means('aborted', 'transient', 'The call was stopped'),
};
