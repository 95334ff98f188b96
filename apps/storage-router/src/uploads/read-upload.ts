import { notFound } from '@hub/failures';
import type { Bucket, ObjectFacts } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { hashOf } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { UploadBuckets } from './upload-buckets.js';

export interface ReadableUpload {
  readonly fileName: string;
  readonly bucket: Bucket;
  readonly facts: ObjectFacts;
}

/** Finds what was uploaded. The token is the permission. */
@Injectable()
export class ReadUpload {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: UploadBuckets,
  ) {}

  /** Throws Failure `not-found` also while nothing was uploaded. */
  async execute(token: string): Promise<ReadableUpload> {
    const upload = await this.uploads.find(hashOf(token));
    if (!upload) throw notFound('There is no such upload.');
    const bucket = this.buckets.of(upload);
    const facts = upload.file && (await bucket.head(upload.file.key));
    if (!facts) throw notFound('Nothing was uploaded here yet.');
    return { fileName: upload.fileName, bucket, facts };
  }
}
