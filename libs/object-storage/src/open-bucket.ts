import type { BucketSettings } from './bucket-settings.js';
import { openFolderBucket } from './folder/open-folder-bucket.js';
import type { Bucket } from './object-storage.js';

/** The bucket `name` of the installation, guarded. Opening does not touch the store. */
export function openBucket(settings: BucketSettings, name: string): Bucket {
  const { PUBLIC_URL, LINK_SECRET } = settings;
  const links =
    PUBLIC_URL && LINK_SECRET ? { publicUrl: PUBLIC_URL.replace(/\/$/, ''), secret: LINK_SECRET } : undefined;
  return openFolderBucket(settings.BUCKETS_FOLDER, name, links);
}
