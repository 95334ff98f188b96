import { inspect } from 'node:util';
import { ApiError } from '@google-cloud/storage';
import { classifyGcsError, GcsError } from './gcs-errors.js';

const said = (status: number, reason: string, words = 'in their words') =>
  classifyGcsError(new GcsError(status, reason, words));

describe('what Google says', () => {
  it.each([
    [401, 'authError', 'access-denied', 'destination'],
    [403, 'forbidden', 'access-denied', 'destination'],
    [403, 'accountDisabled', 'access-denied', 'destination'],
    [403, 'rateLimitExceeded', 'store-throttled', 'transient'],
    [403, 'userRateLimitExceeded', 'store-throttled', 'transient'],
    [404, 'notFound', 'object-missing', 'user'],
    [408, '', 'store-unavailable', 'transient'],
    [409, 'conflict', 'store-conflict', 'transient'],
    [412, 'conditionNotMet', 'object-exists', 'user'],
    [416, 'requestedRangeNotSatisfiable', 'bad-range', 'user'],
    [429, 'rateLimitExceeded', 'store-throttled', 'transient'],
    [400, 'userProjectMissing', 'store-refused', 'destination'],
    [500, 'internalError', 'store-unavailable', 'transient'],
    [503, 'backendError', 'store-unavailable', 'transient'],
  ])('%i %s is %s, fault %s', (status, reason, code, fault) =>
    expect(said(status, reason)).toMatchObject({ code, fault }),
  );

  it.each([
    [404, 'notFound', 'The specified bucket does not exist.', 'bucket-missing', 'destination'],
    [400, 'invalid', `Provided CRC32C "AAAAAA==" doesn't match calculated CRC32C "x".`, 'bytes-changed', 'transient'],
    [400, 'invalid_grant', 'Invalid JWT Signature.', 'access-denied', 'destination'],
    [400, 'invalid_grant', 'Invalid grant: account not found', 'access-denied', 'destination'],
    [400, 'invalid_grant', 'Token must be in a reasonable timeframe. Check your iat and exp', 'clock-skewed', 'hub'],
  ])('%i %s “%s” is %s, fault %s', (status, reason, words, code, fault) =>
    expect(said(status, reason, words)).toMatchObject({ code, fault }),
  );

  it('is kept in their own words when they refuse', () => {
    const words = 'exports@p.iam does not have storage.objects.create access to the Google Cloud Storage object.';
    expect(said(403, 'forbidden', words).message).toContain(words);
    expect(said(400, 'invalid_grant', 'Invalid JWT Signature.').message).toContain('Invalid JWT Signature.');
  });

  it.each(['ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT'])('is nothing at %s: try again', (code) => {
    expect(classifyGcsError(Object.assign(new Error('socket'), { code }))).toMatchObject({
      code: 'store-unavailable',
      retryable: true,
    });
  });

  it.each([
    ['JSON', { error: { code: 403, message: 'Not you', errors: [{ reason: 'forbidden' }] } }],
    ['JSON as text', '{"error":{"code":403,"message":"Not you"}}'],
    ['text', 'Not you'],
    ['XML', '<Error><Code>AccessDenied</Code><Message>Not you</Message></Error>'],
  ])('is read from the answer in an error of the library: %s', (_, body) => {
    const response = { statusCode: 403, body, request: { headers: { authorization: 'Bearer secret' } } };
    const thrown = Object.assign(new ApiError('Forbidden'), { code: 403, response });
    const failure = classifyGcsError(thrown);
    expect(failure).toMatchObject({ code: 'access-denied', message: 'Google refused us: Not you' });
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain('secret');
  });

  it('is read from the answer in an error of its auth client', () => {
    const data = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
    const config = { data: 'assertion=secret' };
    const thrown = Object.assign(new Error('invalid_grant'), { config, response: { status: 400, data } });
    expect(classifyGcsError(thrown)).toMatchObject({ code: 'access-denied', cause: expect.any(GcsError) });
  });

  it.each(['network timeout at: https://x/', 'Response timeout while trying to fetch https://x/ (over 1ms)'])(
    'is nothing at “%s”: try again',
    (words) => expect(classifyGcsError(new Error(words))).toMatchObject({ code: 'store-unavailable', retryable: true }),
  );

  it('is ours when we do not know it', () =>
    expect(classifyGcsError(new TypeError('oops'))).toMatchObject({ code: 'unexpected', fault: 'hub' }));
});
