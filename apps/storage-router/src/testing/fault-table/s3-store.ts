import { temporaryS3Bucket } from '@hub/object-storage/testing';
import { forbidden } from '@hub/testing';
import type { CellStore } from './cell-store.js';

/** The S3 server that the S3_* variables name. The routers read their staging bucket on the same way. */
export const s3Store = (environment: NodeJS.ProcessEnv): CellStore => ({
  endpoint: environment['S3_ENDPOINT'] ?? '',
  settings: (endpoint) => ({ S3_ENDPOINT: endpoint }),
  async makeBucket(endpoint) {
    const { name, bucket, settings, remove } = await temporaryS3Bucket(environment);
    const connection = {
      kind: 's3-compatible',
      endpoint,
      region: settings.S3_REGION,
      accessKeyId: settings.S3_ACCESS_KEY_ID,
      secretAccessKey: settings.S3_SECRET_ACCESS_KEY,
    };
    return { name, bucket, connection, remove };
  },
  callsOf: (bucket) => new RegExp(`^/${bucket}(/|$)`),
  lastCall: 'CompleteMultipartUpload',
  refusal: forbidden,
});
