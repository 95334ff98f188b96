import type { S3Client } from '@aws-sdk/client-s3';
import { guardBucket } from '../guard/guarded-bucket.js';
import type { Bucket } from '../object-storage.js';
import { classifyS3Error } from './s3-errors.js';
import { S3LinkSigner, type LinkCredential } from './s3-links.js';
import { S3ObjectStorage } from './s3-object-storage.js';
import { S3Uploads } from './s3-uploads.js';

export interface S3BucketOptions {
  readonly name: string;
  readonly client: S3Client;
  /** What calls are signed for. */
  readonly region: string;
  /** The store checks a CRC-32C of every part and of the whole. */
  readonly checksums: boolean;
  /** The end of an upload may carry a condition (S3's `If-None-Match`). Default: yes; without it we look first. */
  readonly conditionalUploads?: boolean;
  /** What signs links for so many seconds: the client itself, another one for the public endpoint, a session. */
  readonly signWith?: (seconds: number) => Promise<LinkCredential>;
}

/** A bucket of a store that speaks S3, behind the guard. */
export function s3Bucket(options: S3BucketOptions): Bucket {
  const { name, client, region, checksums, signWith } = options;
  const uploads = new S3Uploads(name, client, checksums, options.conditionalUploads ?? true);
  const storage = new S3ObjectStorage(name, client, uploads, checksums);
  const links = new S3LinkSigner(name, signWith ?? (() => Promise.resolve({ client })));
  return guardBucket({ storage, uploads, links }, (error) => classifyS3Error(error, region));
}
