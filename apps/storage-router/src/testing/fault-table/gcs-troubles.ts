import type { StoreAnswer } from '@hub/testing';
import type { Trouble, Troubles } from './trouble.js';

const answer = (status: number, code: string, message: string): StoreAnswer => ({
  kind: 'answer',
  format: 'json',
  status,
  code,
  message,
});
const backendError = answer(500, 'backendError', 'Backend Error');
const slowDown = answer(429, 'rateLimitExceeded', 'The rate of requests to the bucket is too high.');
const unavailable = answer(503, 'backendError', 'We encountered an internal error. Please try again.');
export const googleRefusal = answer(
  403,
  'forbidden',
  'exports@test-project.iam.gserviceaccount.com does not have storage.objects.create access to the bucket.',
);
const noBucket = answer(404, 'notFound', 'The specified bucket does not exist.');
const lostSession = answer(410, 'gone', 'The upload session is not there any more.');

/** What may happen to any call of Google's JSON API. Source: Cloud Storage, "HTTP status and error codes for JSON". */
export const gcsTroubles = {
  '500': { fault: backendError, times: 1, ends: 'delivered' },
  '500 for ever': { fault: backendError, ends: 'store-unavailable' },
  '503 ×3': { fault: unavailable, times: 3, ends: 'delivered' },
  '429 ×3': { fault: slowDown, times: 3, ends: 'delivered' },
  '429 for ever': { fault: slowDown, ends: 'store-throttled' },
  'reset before': { fault: { kind: 'reset' }, times: 1, ends: 'delivered' },
  'reset after': { fault: { kind: 'lost-answer' }, times: 1, ends: 'delivered' },
  stall: { fault: { kind: 'stall' }, times: 1, ends: 'delivered' },
  'no answer': { fault: { kind: 'no-answer' }, times: 1, ends: 'delivered' },
  '403': { fault: googleRefusal, ends: 'access-denied' },
  'bucket gone': { fault: noBucket, ends: 'bucket-missing' },
} satisfies Troubles;

export const sessionGone: Trouble = { fault: lostSession, times: 1, ends: 'delivered' };
export const sessionGoneForEver: Trouble = { fault: lostSession, ends: 'upload-lost' };
