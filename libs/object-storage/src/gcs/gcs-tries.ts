import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from './gcs-errors.js';

const pauseMs = 200;

/**
 * Makes a call that may be made again, and once more when a connection went stale; longer troubles are the caller's to
 * wait out. The library takes no signals: a call that is stopped is left, and ends by itself or by its time-out.
 */
export async function twice<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await untilStopped(call, signal);
  } catch (error) {
    if (signal?.aborted || !isPassing(error)) throw error;
    await pause(pauseMs * (0.5 + Math.random()), undefined, { signal });
    return untilStopped(call, signal);
  }
}

/** Errors: `AbortError`, and nothing is called when it was stopped before. */
async function untilStopped<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return call();
  if (signal.aborted) throw stopped();
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(stopped());
    signal.addEventListener('abort', stop, { once: true });
    void call()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

const stopped = (): Error => Object.assign(new Error('The call was stopped'), { name: 'AbortError' });
