/** What goes wrong with a call of an object store. */
export type StoreFault =
  /** The store takes the body and answers with an error of its own. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly message: string }
  /** Nothing happens for so long, then all goes on; `bytesPerSecond` is what the line takes afterwards. */
  | { readonly kind: 'slow'; readonly milliseconds: number; readonly bytesPerSecond: number }
  /** The connection is reset in the middle of the request. */
  | { readonly kind: 'reset' }
  /** The store does what it is asked, and the connection is reset before its answer. */
  | { readonly kind: 'lost-answer' }
  /** Something else happens before the store is asked, or before its answer is passed on. */
  | { readonly kind: 'meanwhile'; readonly moment: 'before' | 'after'; act(): unknown };

export const internalError: StoreFault = {
  kind: 'answer',
  status: 500,
  code: 'InternalError',
  message: 'We encountered an internal error. Please try again.',
};
export const slowDown: StoreFault = {
  kind: 'answer',
  status: 503,
  code: 'SlowDown',
  message: 'Please reduce your request rate.',
};
export const diskFull: StoreFault = {
  kind: 'answer',
  status: 507,
  code: 'InsufficientStorage',
  message: 'There is no space left on the device.',
};
export const forbidden: StoreFault = {
  kind: 'answer',
  status: 403,
  code: 'AccessDenied',
  message: 'The bucket policy forbids writing.',
};

/** Which calls a fault meets. */
export interface Where {
  readonly methods?: readonly string[];
  /** Matched against bucket and key: `/staging/exports/…`. */
  readonly path?: RegExp;
  /** So many are let through first. */
  readonly skip?: number;
  /** Every n-th of them; default each. */
  readonly every?: number;
  /** The fault is over after so many. */
  readonly times?: number;
}

/** A fault that is put up. */
export interface PutUpFault {
  /** Calls that it met. */
  readonly hits: number;
  mend(): void;
}

/** An error as S3 words it. */
export const errorDocument = (code: string, message: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
