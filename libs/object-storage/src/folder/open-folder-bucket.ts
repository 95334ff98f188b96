import { join } from 'node:path';
import { Failure } from '@hub/failures';
import { guardBucket } from '../guard/guarded-bucket.js';
import { checkKey } from '../guard/key-rules.js';
import type { Bucket, LinkSigner } from '../object-storage.js';
import { classifyFolderError } from './folder-errors.js';
import { FolderLinkSigner, type FolderLinkSettings } from './folder-links.js';
import { FolderObjectStorage } from './folder-object-storage.js';
import { FolderPaths } from './folder-paths.js';
import { FolderUploads } from './folder-uploads.js';

const noLinks: LinkSigner = {
  signDownload: () => Promise.reject(new Failure('links-unavailable', 'hub', 'Links need PUBLIC_URL and LINK_SECRET')),
};

/** The bucket `name` in `folder`; it begins to exist with its first object. */
export function openFolderBucket(folder: string, name: string, links?: FolderLinkSettings): Bucket {
  checkKey(name);
  const storage = new FolderObjectStorage(name, new FolderPaths(join(folder, name)));
  const uploads = new FolderUploads(storage);
  return guardBucket(
    { storage, uploads, links: links ? new FolderLinkSigner(name, links) : noLinks },
    classifyFolderError,
  );
}
