import { forbidden, internalError, slowDown, tooSkewed, type StoreAnswer } from '@hub/testing';
import type { Trouble, Troubles } from './trouble.js';

const lostUpload: StoreAnswer = {
  kind: 'answer',
  status: 404,
  code: 'NoSuchUpload',
  message: 'The specified multipart upload does not exist.',
};
const noBucket: StoreAnswer = {
  kind: 'answer',
  status: 404,
  code: 'NoSuchBucket',
  message: 'The specified bucket does not exist.',
};

const minutes = 60_000;

/** What may happen to any call of S3. `secretAccessKey`: what the calls are signed with. */
export const s3Troubles = (secretAccessKey: string) =>
  ({
    '500': { fault: internalError, times: 1, ends: 'delivered' },
    '500 for ever': { fault: internalError, ends: 'store-unavailable' },
    'SlowDown ×3': { fault: slowDown, times: 3, ends: 'delivered' },
    'SlowDown for ever': { fault: slowDown, ends: 'store-throttled' },
    'reset before': { fault: { kind: 'reset' }, times: 1, ends: 'delivered' },
    'reset after': { fault: { kind: 'lost-answer' }, times: 1, ends: 'delivered' },
    stall: { fault: { kind: 'stall' }, times: 1, ends: 'delivered' },
    'no answer': { fault: { kind: 'no-answer' }, times: 1, ends: 'delivered' },
    '403': { fault: forbidden, ends: 'access-denied' },
    'clock +20 min': {
      fault: { kind: 'clock', aheadMs: 20 * minutes, secretAccessKey },
      onwards: true,
      ends: 'delivered',
    },
    'bucket gone': { fault: noBucket, ends: 'bucket-missing' },
  }) satisfies Troubles;

/** Errors of a HEAD have no body, so all that is known is the status: a bucket that is gone is a file that is not there. */
export const headTroubles = (secretAccessKey: string) =>
  ({
    ...s3Troubles(secretAccessKey),
    'SlowDown for ever': { fault: slowDown, ends: 'store-unavailable' },
    'bucket gone': { fault: noBucket, ends: 'object-vanished' },
  }) satisfies Troubles;

/**
 * The staging bucket is ours: nothing that a customer could mend. Its client keeps one time for all exports, so that only a
 * refusal is played that does not say the store's.
 */
export const stagingTroubles = (secretAccessKey: string) =>
  ({
    ...s3Troubles(secretAccessKey),
    '500 for ever': { fault: internalError, ends: 'staging-unavailable' },
    'SlowDown for ever': { fault: slowDown, ends: 'staging-unavailable' },
    '403': { fault: forbidden, ends: 'staging-refused' },
    'clock +20 min': { fault: tooSkewed, times: 1, ends: 'delivered' },
    'bucket gone': { fault: noBucket, ends: 'staging-refused' },
  }) satisfies Troubles;

export const uploadGone: Trouble = { fault: lostUpload, times: 1, ends: 'delivered' };
export const uploadGoneForEver: Trouble = { fault: lostUpload, ends: 'upload-lost' };
