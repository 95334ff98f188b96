import { startTestGcs, type TestStore } from '@hub/testing';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { temporaryGcsBucket, type TemporaryGcsBucket } from '../testing/temporary-gcs-bucket.js';
import { openGcsBucket } from './open-gcs-bucket.js';

let store: TestStore;
let temporary: TemporaryGcsBucket;
beforeAll(async () => {
  store = await startTestGcs();
  temporary = await temporaryGcsBucket(store.environment);
}, 180_000);
afterAll(async () => {
  await temporary?.remove();
  await store?.stop();
});

// what fake-gcs-server leaves out is proved on a twin that is strict there: gcs.int.spec.ts
describeBucketContract(
  'GCS',
  () =>
    Promise.resolve({
      bucket: temporary.bucket,
      reopened: openGcsBucket(temporary.settings, temporary.name),
      partBytes: 256 * 1024,
      fetchLink: fetch,
    }),
  { listsUploads: false, checksExpected: true, gaps: ['link-signatures', 'parts-again', 'abort'] },
);
