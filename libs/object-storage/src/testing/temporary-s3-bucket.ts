import { randomBytes } from 'node:crypto';
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
  const remove = async (): Promise<void> => {
    for await (const upload of bucket.uploads.unfinished('')) await bucket.uploads.abort(upload.key, upload.uploadId);
    for await (const object of bucket.list('')) await bucket.delete(object.key);
    await client.send(new DeleteBucketCommand({ Bucket: name }));
  };
  return { name, bucket, settings, remove };
}
