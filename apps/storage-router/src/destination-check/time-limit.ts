import { Failure } from '@hub/failures';

/** Ends a call that does not end by itself, as not all of a bucket's calls take a signal. Failure `check-timed-out`. */
export function within<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  // whoever loses the race may still fail later: nobody listens then
  call.catch(() => undefined);
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new Failure('check-timed-out', 'transient', 'No answer within the time of the check'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
