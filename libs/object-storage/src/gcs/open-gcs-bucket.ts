import { guardBucket } from '../guard/guarded-bucket.js';
import type { Bucket } from '../object-storage.js';
import { GcsClient } from './gcs-client.js';
import { classifyGcsError } from './gcs-errors.js';
import { GcsLinkSigner } from './gcs-links.js';
import { GcsObjectStorage } from './gcs-object-storage.js';
import { GcsObjects } from './gcs-objects.js';
import { readPrivateKey, type GcsSettings } from './gcs-settings.js';
import { GcsUploads } from './gcs-uploads.js';

/** The bucket `name` of Google Cloud Storage. It must exist. Errors: `bad-request` when the private key cannot be read. */
export function openGcsBucket(settings: GcsSettings, name: string): Bucket {
  const key = readPrivateKey(settings.privateKey);
  const client = new GcsClient(name, settings, key);
  const objects = new GcsObjects(client);
  const uploads = new GcsUploads(client, objects);
  const storage = new GcsObjectStorage(name, client, objects, uploads);
  const driver: Bucket = {
    bucket: name,
    put: storage.put.bind(storage),
    putStream: storage.putStream.bind(storage),
    get: storage.get.bind(storage),
    head: storage.head.bind(storage),
    delete: storage.delete.bind(storage),
    list: storage.list.bind(storage),
    uploads,
    links: new GcsLinkSigner(name, settings.clientEmail, key, new URL(client.endpoint)),
  };
  return guardBucket(driver, classifyGcsError);
}
