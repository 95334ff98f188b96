import { Failure } from '@hub/failures';
import type { BucketSettings } from './bucket-settings.js';
import { openFolderBucket } from './folder/open-folder-bucket.js';
import { openGcsBucket } from './gcs/open-gcs-bucket.js';
import type { Bucket } from './object-storage.js';
import { openS3Bucket } from './s3/open-s3-bucket.js';

/** The bucket `name` of the installation, guarded. Opening does not touch the store. Throws Failure `bad-settings`. */
export function openBucket(settings: BucketSettings, name: string): Bucket {
  switch (settings.BUCKETS) {
    case 's3':
      return openS3Bucket(settings, name);
    case 'gcs':
      return openGcsBucket(serviceAccount(settings), name);
    case 'folder':
      return openFolderBucket(settings.BUCKETS_FOLDER, name, folderLinks(settings));
  }
}

function serviceAccount(settings: BucketSettings): Parameters<typeof openGcsBucket>[0] {
  const { GCS_CLIENT_EMAIL: clientEmail, GCS_PRIVATE_KEY: privateKey, GCS_ENDPOINT, STORE_SILENCE_MS } = settings;
  if (clientEmail && privateKey)
    return { clientEmail, privateKey, endpoint: GCS_ENDPOINT, silenceMs: STORE_SILENCE_MS };
  throw new Failure('bad-settings', 'hub', 'Buckets of Google Cloud Storage need a service account', {
    field: clientEmail ? 'GCS_PRIVATE_KEY' : 'GCS_CLIENT_EMAIL',
    expected: 'client_email and private_key of a key file',
  });
}

const folderLinks = ({ PUBLIC_URL, LINK_SECRET }: BucketSettings) =>
  PUBLIC_URL && LINK_SECRET ? { publicUrl: PUBLIC_URL.replace(/\/$/, ''), secret: LINK_SECRET } : undefined;
