import type { Bucket } from '../object-storage.js';
import { s3Bucket } from './s3-bucket.js';
import { s3Client, type S3Settings } from './s3-settings.js';

/** The bucket `name` of the installation's own store. It must exist. */
export function openS3Bucket(settings: S3Settings, name: string): Bucket {
  const client = s3Client(settings);
  const publicClient = settings.S3_PUBLIC_ENDPOINT ? s3Client(settings, settings.S3_PUBLIC_ENDPOINT) : client;
  return s3Bucket({
    name,
    client,
    region: settings.S3_REGION,
    checksums: settings.S3_CHECKSUMS === 'crc32c',
    signWith: () => Promise.resolve({ client: publicClient }),
  });
}
