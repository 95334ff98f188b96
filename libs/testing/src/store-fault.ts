import type { StoreOperation } from './store-operation.js';

/** What goes wrong with a call of an object store. */
export type StoreFault =
  /** The store takes the body and answers with an error of its own. */
  | StoreAnswer
  /** Nothing happens for so long, then all goes on; `bytesPerSecond` is what the line takes afterwards. */
  | { readonly kind: 'slow'; readonly milliseconds: number; readonly bytesPerSecond: number }
  /** Nothing happens any more: the request does not arrive, and nobody says so. */
  | { readonly kind: 'stall' }
  /** The connection is reset in the middle of the request. */
  | { readonly kind: 'reset' }
  /** The store does what it is asked, and the connection is reset before its answer. */
  | { readonly kind: 'lost-answer' }
  /** The store does what it is asked, and its answer never comes. */
  | { readonly kind: 'no-answer' }
  /** The store's clock is ahead: what was signed by the right time it refuses, and says what time it takes it to be. */
  | StoreClock
  /** Something else happens before the store is asked, or before its answer is passed on. */
  | { readonly kind: 'meanwhile'; readonly moment: 'before' | 'after'; act(): unknown };

export interface StoreClock {
  readonly kind: 'clock';
  readonly aheadMs: number;
  /** What requests are signed with: the store behind, whose clock is right, is sent them signed anew. */
  readonly secretAccessKey: string;
}

export interface StoreAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** How the error is written: as S3 does (default) or as Google does. */
  readonly format?: 'xml' | 'json';
  readonly headers?: Readonly<Record<string, string>>;
}

export const tooSkewed: StoreAnswer = {
  kind: 'answer',
  status: 403,
  code: 'RequestTimeTooSkewed',
  message: 'The difference between the request time and the current time is too large.',
};
export const internalError: StoreAnswer = {
  kind: 'answer',
  status: 500,
  code: 'InternalError',
  message: 'We encountered an internal error. Please try again.',
};
export const slowDown: StoreAnswer = {
  kind: 'answer',
  status: 503,
  code: 'SlowDown',
  message: 'Please reduce your request rate.',
};
export const diskFull: StoreAnswer = {
  kind: 'answer',
  status: 507,
  code: 'InsufficientStorage',
  message: 'There is no space left on the device.',
};
export const forbidden: StoreAnswer = {
  kind: 'answer',
  status: 403,
  code: 'AccessDenied',
  message: 'The bucket policy forbids writing.',
};

/** Which calls a fault meets. */
export interface Where {
  readonly methods?: readonly string[];
  readonly operations?: readonly StoreOperation[];
  /** Matched against bucket and key: `/staging/exports/…`. */
  readonly path?: RegExp;
  /** So many are let through first. */
  readonly skip?: number;
  /** Every n-th of them; default each. */
  readonly every?: number;
  /** The fault is over after so many. */
  readonly times?: number;
  /** From the first call on that it meets, it meets every call of the path. */
  readonly onwards?: boolean;
}

/** A fault that is put up. */
export interface PutUpFault {
  /** Calls that it met. */
  readonly hits: number;
  mend(): void;
}

/** An error as the store words it. */
export function errorDocument({ status, code, message, format = 'xml' }: StoreAnswer): string {
  if (format === 'json')
    return JSON.stringify({ error: { code: status, message, errors: [{ domain: 'global', reason: code, message }] } });
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}
