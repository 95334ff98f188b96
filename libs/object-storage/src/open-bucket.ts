import type { BucketSettings } from './bucket-settings.js';
import { openFolderBucket } from './folder/open-folder-bucket.js';
import type { Bucket } from './object-storage.js';
import { openS3Bucket } from './s3/open-s3-bucket.js';

/** The bucket `name` of the installation, guarded. Opening does not touch the store. */
export function openBucket(settings: BucketSettings, name: string): Bucket {
  if (settings.BUCKETS === 's3') return openS3Bucket(settings, name);
  const { PUBLIC_URL, LINK_SECRET } = settings;
  const links =
    PUBLIC_URL && LINK_SECRET ? { publicUrl: PUBLIC_URL.replace(/\/$/, ''), secret: LINK_SECRET } : undefined;
  return openFolderBucket(settings.BUCKETS_FOLDER, name, links);
}
