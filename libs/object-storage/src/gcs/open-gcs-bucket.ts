import { guardBucket } from '../guard/guarded-bucket.js';
import type { Bucket } from '../object-storage.js';
import { GcsClient } from './gcs-client.js';
import { classifyGcsError } from './gcs-errors.js';
import { GcsLinkSigner } from './gcs-links.js';
import { GcsObjectStorage } from './gcs-object-storage.js';
import { GcsObjects } from './gcs-objects.js';
import type { GcsSettings } from './gcs-settings.js';
import { GcsUploads } from './gcs-uploads.js';

/** The bucket `name` of Google Cloud Storage. It must exist. Errors: `bad-request` when the private key cannot be read. */
export function openGcsBucket(settings: GcsSettings, name: string): Bucket {
  const client = new GcsClient(name, settings);
  const objects = new GcsObjects(client);
  const uploads = new GcsUploads(client, objects);
  const storage = new GcsObjectStorage(client, objects, uploads);
  return guardBucket({ storage, uploads, links: new GcsLinkSigner(client) }, classifyGcsError);
}
