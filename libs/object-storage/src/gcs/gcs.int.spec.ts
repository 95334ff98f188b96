import { describeBucketContract } from '../testing/bucket-contract.js';
import { GcsTwin } from '../testing/gcs-twin/gcs-twin.js';
import { openGcsBucket } from './open-gcs-bucket.js';

let twin: GcsTwin;
beforeAll(async () => {
  twin = await GcsTwin.start();
});
afterAll(() => twin.stop());

describeBucketContract(
  'GCS as Google documents it',
  () =>
    Promise.resolve({
      bucket: openGcsBucket(twin.settings(), twin.bucket),
      reopened: openGcsBucket(twin.settings(), twin.bucket),
      partBytes: 256 * 1024,
      fetchLink: fetch,
    }),
  { listsUploads: false, checksExpected: true },
);
