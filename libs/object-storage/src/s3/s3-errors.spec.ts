import { classifyS3Error } from './s3-errors.js';

const storeError = (name: string, status: number, message = 'in their words'): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe('what a store says', () => {
  it.each([
    ['NoSuchKey', 404, 'object-missing', 'user'],
    ['NoSuchBucket', 404, 'bucket-missing', 'destination'],
    ['NoSuchUpload', 404, 'upload-missing', 'user'],
    ['PreconditionFailed', 412, 'object-exists', 'user'],
    ['ConditionalRequestConflict', 409, 'store-conflict', 'transient'],
    ['AccessDenied', 403, 'access-denied', 'destination'],
    ['InvalidAccessKeyId', 403, 'access-denied', 'destination'],
    ['SlowDown', 503, 'store-throttled', 'transient'],
    ['Unknown', 429, 'store-throttled', 'transient'],
    ['InternalError', 500, 'store-unavailable', 'transient'],
    ['ServiceUnavailable', 503, 'store-unavailable', 'transient'],
    ['BadDigest', 400, 'bytes-changed', 'transient'],
    ['QuotaExceeded', 400, 'store-refused', 'destination'],
  ])('%s (%i) is %s, fault %s', (name, status, code, fault) =>
    expect(classifyS3Error(storeError(name, status))).toMatchObject({ code, fault }),
  );

  it('is kept in their own words when they refuse', () => {
    expect(classifyS3Error(storeError('AccessDenied', 403, 'explicit deny in policy')).message).toContain(
      'explicit deny in policy',
    );
  });

  it.each(['ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT'])('is nothing at %s: try again', (code) => {
    expect(classifyS3Error(Object.assign(new Error('socket'), { code }))).toMatchObject({
      code: 'store-unavailable',
      retryable: true,
    });
  });

  it('is ours when we do not know it', () =>
    expect(classifyS3Error(new TypeError('oops'))).toMatchObject({ code: 'unexpected', fault: 'hub' }));
});
