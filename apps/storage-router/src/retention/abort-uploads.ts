import { Failure } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import type { UploadEntity } from '../persistence/upload.entity.js';
import { UploadsRepository } from '../persistence/uploads.repository.js';
import { RetentionSettings } from './retention-settings.js';
import { SweepOneByOne } from './sweep-one-by-one.js';
import { Buckets } from '../deliver/buckets.js';
import { DeliveryUploads } from '../deliver/delivery-uploads.js';

/** There is nothing to abort any more, or no way to do it. */
const gone = new Set(['not-found', 'bucket-missing', 'upload-missing', 'object-missing']);

/** Aborts uploads that nobody goes on with, by their recorded ids: also in stores that cannot list them. */
@Injectable()
export class AbortUploads {
  constructor(
    private readonly sweep: SweepOneByOne,
    private readonly uploads: UploadsRepository,
    private readonly ids: DeliveryUploads,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many were aborted or put aside. */
  execute(): Promise<number> {
    return this.sweep.execute({
      name: 'uploads',
      next: (tx) => this.uploads.abandoned(tx.manager, this.settings.uploadMs),
      sweep: async (tx, upload) => {
        await this.abort(upload);
        await this.uploads.remove(tx.manager, upload.jobId);
      },
      postpone: (tx, upload) => this.uploads.postpone(tx.manager, upload.jobId),
    });
  }

  private async abort(upload: UploadEntity): Promise<void> {
    try {
      const bucket = await this.buckets.at(upload, upload.organizationId ?? undefined);
      await bucket.uploads.abort(upload.key, this.ids.open(upload.jobId, upload.sealedId));
    } catch (error) {
      if (!(error instanceof Failure && gone.has(error.code))) throw error;
    }
  }
}
