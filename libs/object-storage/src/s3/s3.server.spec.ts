import { startTestS3, type TestStore } from '@hub/testing';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { temporaryS3Bucket, type TemporaryBucket } from '../testing/temporary-s3-bucket.js';
import { openS3Bucket } from './open-s3-bucket.js';

let store: TestStore;
let temporary: TemporaryBucket;
beforeAll(async () => {
  store = await startTestS3();
  temporary = await temporaryS3Bucket(store.environment);
}, 180_000);
afterAll(async () => {
  await temporary?.remove();
  await store?.stop();
});

describeBucketContract('S3', () =>
  Promise.resolve({ bucket: temporary.bucket, partBytes: 5 * 1024 * 1024, fetchLink: fetch }),
);
describeBucketContract('S3 without checksums', () =>
  Promise.resolve({
    bucket: openS3Bucket({ ...temporary.settings, S3_CHECKSUMS: 'none' }, temporary.name),
    partBytes: 5 * 1024 * 1024,
    fetchLink: fetch,
  }),
);

describe('an S3 store that refuses', () => {
  it('says so for a wrong key', async () => {
    const stranger = openS3Bucket({ ...temporary.settings, S3_SECRET_ACCESS_KEY: 'wrong' }, temporary.name);
    await expect(stranger.put('a', Buffer.from('x'))).rejects.toMatchObject({
      code: 'access-denied',
      fault: 'destination',
    });
  });

  it('says so for a bucket that is not there', async () => {
    const nowhere = openS3Bucket(temporary.settings, `${temporary.name}-nowhere`);
    await expect(nowhere.put('a', Buffer.from('x'))).rejects.toMatchObject({
      code: 'bucket-missing',
      fault: 'destination',
    });
  });

  it('counts as unavailable when nobody answers', async () => {
    const silent = openS3Bucket({ ...temporary.settings, S3_ENDPOINT: 'http://127.0.0.1:1' }, 'nobody');
    await expect(silent.head('a')).rejects.toMatchObject({ code: 'store-unavailable', retryable: true });
  });
});
