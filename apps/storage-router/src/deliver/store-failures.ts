import { Failure } from '@hub/failures';

/** The store has forgotten the unfinished upload. */
export const lostUpload = new Set(['upload-missing', 'upload-lost']);

export const uploadLost = (cause: Failure): Failure =>
  new Failure('upload-lost', 'destination', 'The destination dropped the unfinished upload; a retry uploads anew', {
    cause,
  });

/** Clocks are set right while we wait; the failure still says what is wrong. */
export function passing(error: unknown): unknown {
  if (!(error instanceof Failure) || error.code !== 'clock-skewed') return error;
  return new Failure('clock-skewed', 'transient', error.message, { cause: error });
}
