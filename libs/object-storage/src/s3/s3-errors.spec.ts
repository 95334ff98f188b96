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
    ['NotImplemented', 501, 'store-refused', 'destination'],
    ['InsufficientStorage', 507, 'store-full', 'transient'],
    ['TemporaryRedirect', 307, 'store-unavailable', 'transient'],
    ['Unknown', 302, 'store-refused', 'destination'],
    ['PermanentRedirect', 301, 'store-refused', 'destination'],
    ['CredentialsProviderError', 0, 'identity-refused', 'hub'],
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

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HPE_INVALID_CONSTANT'])(
    'is refused for good at %s',
    (code) =>
      expect(classifyS3Error(Object.assign(new Error('tls'), { code }))).toMatchObject({
        code: 'store-refused',
        fault: 'destination',
        message: expect.stringContaining(code),
      }),
  );

  it('says nothing of the network in a message of its own', () =>
    expect(classifyS3Error(storeError('AccessDenied', 403, 'ECONNRESET EPROTO'))).toMatchObject({
      code: 'access-denied',
    }));

  it('is no word of a store when it cannot be read', () => {
    const page = (status: number) =>
      classifyS3Error(storeError('Error', status, '@aws-sdk XML parse error: mismatched tags <br> and </body>.'));
    expect(page(404)).toMatchObject({ code: 'store-refused', fault: 'destination' });
    expect(page(200)).toMatchObject({ code: 'store-refused', fault: 'destination' });
    // proxies in front of a store answer with pages when it is down
    expect(page(502)).toMatchObject({ code: 'store-unavailable', fault: 'transient' });
  });

  it('names the right region, where a refusal does', () => {
    const moved = Object.assign(storeError('Unknown', 301), {
      $response: { headers: { 'x-amz-bucket-region': 'eu-central-1' } },
    });
    const signedWrong = Object.assign(storeError('AuthorizationHeaderMalformed', 400), { Region: 'eu-central-1' });
    for (const error of [moved, signedWrong])
      expect(classifyS3Error(error, 'us-east-1')).toMatchObject({
        code: 'wrong-region',
        fault: 'destination',
        field: 'region',
        expected: 'eu-central-1',
      });
  });

  it('names no region when the one we use is right, or the name cannot be one', () => {
    const denied = Object.assign(storeError('AccessDenied', 403), {
      $response: { headers: { 'x-amz-bucket-region': 'eu-central-1' } },
    });
    expect(classifyS3Error(denied, 'us-east-1')).toMatchObject({ code: 'access-denied' });
    const other = Object.assign(storeError('InvalidArgument', 400), { Region: 'us-east-1' });
    expect(classifyS3Error(other, 'us-east-1')).toMatchObject({ code: 'store-refused' });
    const odd = Object.assign(storeError('Unknown', 301), { Region: 'evil.example/' });
    expect(classifyS3Error(odd, 'us-east-1')).toMatchObject({ code: 'store-refused' });
  });

  it('is ours when we do not know it', () =>
    expect(classifyS3Error(new TypeError('oops'))).toMatchObject({ code: 'unexpected', fault: 'hub' }));
});
