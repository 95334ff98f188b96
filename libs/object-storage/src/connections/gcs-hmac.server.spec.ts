import { guardSettings } from '@hub/guarded-agent';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { startGoogleXmlTwin } from '../testing/google-xml-twin.js';
import type { SigningProxy } from '../testing/signing-proxy.js';
import { temporaryS3Bucket, type TemporaryBucket } from '../testing/temporary-s3-bucket.js';
import { openConnection } from './open-connection.js';

const key = { accessKeyId: 'GOOG1EXAMPLEEXAMPLE', secretAccessKey: 'an hmac secret' };
let temporary: TemporaryBucket;
let google: SigningProxy;

beforeAll(async () => {
  temporary = await temporaryS3Bucket(process.env);
  const { S3_ENDPOINT: endpoint = '', S3_REGION: region, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = temporary.settings;
  const upstream = {
    endpoint,
    region,
    accessKeyId: S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: S3_SECRET_ACCESS_KEY ?? '',
  };
  google = await startGoogleXmlTwin(upstream, key);
});
afterAll(async () => {
  google?.close();
  await temporary?.remove();
});

const open = (change: Partial<typeof key> = {}) =>
  openConnection({ kind: 'gcs-hmac', ...key, ...change }, temporary.name, {
    guard: guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' }),
    gcsEndpoint: google.endpoint,
  });

describeBucketContract('Google Cloud Storage with an HMAC key', () =>
  Promise.resolve({ bucket: open(), partBytes: 5 * 1024 * 1024, fetchLink: fetch }),
);

describe('an HMAC key of Google', () => {
  it('signs a conditional PUT in the dialect of Google, everything else in that of S3', async () => {
    const bucket = open();
    const before = google.admitted.length;
    await bucket.put('hmac/plain', Buffer.from('x'), { metadata: { mark: 'yes' } });
    await bucket.put('hmac/conditional ü*', Buffer.from('x'), { ifAbsent: true, metadata: { mark: 'yes' } });
    expect(google.admitted.slice(before).map(({ by }) => by.dialect)).toEqual(['AWS4', 'GOOG4']);
    expect(await bucket.head('hmac/conditional ü*')).toMatchObject({ bytes: 1, metadata: { mark: 'yes' } });
  });

  it.each([[{ secretAccessKey: 'wrong' }], [{ accessKeyId: 'GOOG1SOMEBODY' }]])('is refused with %j', async (wrong) => {
    for (const ifAbsent of [false, true])
      await expect(open(wrong).put('hmac/a', Buffer.from('x'), { ifAbsent })).rejects.toMatchObject({
        code: 'access-denied',
        fault: 'destination',
      });
  });
});
