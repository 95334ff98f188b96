import { Failure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';

export interface CallBounds {
  /** Ends every call (Failure `aborted`). */
  readonly signal: AbortSignal;
  /** A call without an answer for so long has failed (Failure `store-unavailable`). */
  readonly callMs: number;
}

/** The same bucket, whose calls end. Whether what was sent still arrives is unknown then. Lists and streams are not bounded. */
export function boundedCalls(bucket: Bucket, { signal, callMs }: CallBounds): Bucket {
  const bounded = <T>(call: (signal: AbortSignal) => Promise<T>, milliseconds = callMs): Promise<T> =>
    withinTime(call, signal, milliseconds);
  const { uploads } = bucket;
  return {
    ...bucket,
    put: (key, body, options) => bounded((each) => bucket.put(key, body, { ...options, signal: each })),
    head: (key) => bounded(() => bucket.head(key)),
    uploads: {
      minPartBytes: uploads.minPartBytes,
      maxParts: uploads.maxParts,
      partsInFlight: uploads.partsInFlight,
      begin: (key, options) => bounded(() => uploads.begin(key, options)),
      uploadPart: (key, id, spot, body) => bounded((each) => uploads.uploadPart(key, id, spot, body, each)),
      // a store may have to join many parts
      complete: (key, id, parts, options) =>
        bounded((each) => uploads.complete(key, id, parts, { ...options, signal: each }), 5 * callMs),
      abort: (key, id) => bounded(() => uploads.abort(key, id)),
      unfinished: (prefix) => uploads.unfinished(prefix),
    },
  };
}

async function withinTime<T>(call: (signal: AbortSignal) => Promise<T>, outer: AbortSignal, ms: number): Promise<T> {
  if (outer.aborted) throw stopped();
  const life = new AbortController();
  let end: (failure: Failure) => void = () => undefined;
  const ended = new Promise<never>((_resolve, reject) => (end = reject));
  const stop = (): void => end(stopped());
  outer.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => end(silent(ms)), ms);
  try {
    return await Promise.race([call(life.signal), ended]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
    life.abort();
  }
}

const stopped = (): Failure => new Failure('aborted', 'transient', 'The call was stopped');
const silent = (ms: number): Failure =>
  new Failure('store-unavailable', 'transient', `The store did not answer within ${ms / 1000} s`);
