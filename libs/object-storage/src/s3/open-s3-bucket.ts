import { guardBucket } from '../guard/guarded-bucket.js';
import type { Bucket } from '../object-storage.js';
import { classifyS3Error } from './s3-errors.js';
import { S3LinkSigner } from './s3-links.js';
import { S3ObjectStorage } from './s3-object-storage.js';
import { s3Client, type S3Settings } from './s3-settings.js';
import { S3Uploads } from './s3-uploads.js';

/** The bucket `name` of a store that speaks S3. It must exist. */
export function openS3Bucket(settings: S3Settings, name: string): Bucket {
  const client = s3Client(settings);
  const checksums = settings.S3_CHECKSUMS === 'crc32c';
  const uploads = new S3Uploads(name, client, checksums);
  const storage = new S3ObjectStorage(name, client, uploads, checksums);
  const driver: Bucket = {
    bucket: name,
    put: storage.put.bind(storage),
    putStream: storage.putStream.bind(storage),
    get: storage.get.bind(storage),
    head: storage.head.bind(storage),
    delete: storage.delete.bind(storage),
    list: storage.list.bind(storage),
    uploads,
    links: new S3LinkSigner(
      name,
      settings.S3_PUBLIC_ENDPOINT ? s3Client(settings, settings.S3_PUBLIC_ENDPOINT) : client,
    ),
  };
  return guardBucket(driver, classifyS3Error);
}
