import { randomBytes } from 'node:crypto';
import { Failure } from '@hub/failures';
import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3';
import { bucketSettings, type BucketSettings } from '../bucket-settings.js';
import type { Bucket } from '../object-storage.js';
import { openS3Bucket } from '../s3/open-s3-bucket.js';
import { s3Client } from '../s3/s3-settings.js';

export interface TemporaryBucket {
  readonly name: string;
  readonly bucket: Bucket;
  readonly settings: BucketSettings;
  /** Empties and removes it. */
  remove(): Promise<void>;
}

/** A bucket of its own in the S3 server that the S3_* variables name. */
export async function temporaryS3Bucket(environment: NodeJS.ProcessEnv): Promise<TemporaryBucket> {
  if (!environment['S3_ENDPOINT'])
    throw new Error('S3_ENDPOINT is not set: start a server (see docs) or leave HUB_SERVERS unset');
  const settings = bucketSettings.parse({ ...environment, BUCKETS: 's3' });
  const name = `test-${randomBytes(8).toString('hex')}`;
  const client = s3Client(settings);
  await client.send(new CreateBucketCommand({ Bucket: name }));
  const bucket = openS3Bucket(settings, name);
  return { name, bucket, settings, remove: () => removeS3Bucket(environment, name) };
}

/** Empties and removes a bucket of the S3 server that the S3_* variables name. One that is not there is fine. */
export async function removeS3Bucket(environment: NodeJS.ProcessEnv, name: string): Promise<void> {
  const settings = bucketSettings.parse({ ...environment, BUCKETS: 's3' });
  const bucket = openS3Bucket(settings, name);
  try {
    for await (const upload of bucket.uploads.unfinished('')) await bucket.uploads.abort(upload.key, upload.uploadId);
    for await (const object of bucket.list('')) await bucket.delete(object.key);
    await s3Client(settings).send(new DeleteBucketCommand({ Bucket: name }));
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'bucket-missing')) throw error;
  }
}
