import { Failure } from '@hub/failures';

/** Postgres: query_canceled, here by the statement time-out. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '57014';

/** Rethrows; a statement time-out as Failure `preview-too-slow`. */
export function tooSlow(error: unknown): never {
  if (!isTimeout(error)) throw error;
  throw new Failure(
    'preview-too-slow',
    'transient',
    'Counting these tasks takes too long for a preview. Choose fewer, try again later, or export without a preview.',
    { cause: error },
  );
}
