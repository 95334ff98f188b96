import type { Bucket } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { folderOf, isKept, type PluginUpload } from './plugin-upload.js';

/** Which bucket an upload lies in. */
@Injectable()
export class UploadBuckets {
  constructor(private readonly buckets: Buckets) {}

  of(upload: Pick<PluginUpload, 'type'>): Bucket {
    return isKept(upload) ? this.buckets.ours : this.buckets.staging;
  }

  /** Removes all that was put there, also what a killed process left half done. */
  async clear(upload: PluginUpload): Promise<void> {
    const bucket = this.of(upload);
    const folder = `${folderOf(upload)}/`;
    for await (const { key, uploadId } of bucket.uploads.unfinished(folder)) await bucket.uploads.abort(key, uploadId);
    for await (const { key } of bucket.list(folder)) await bucket.delete(key);
  }
}
