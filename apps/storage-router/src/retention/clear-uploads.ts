import { Injectable } from '@nestjs/common';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { UploadBuckets } from '../uploads/upload-buckets.js';
import { UploadSettings } from '../uploads/upload-settings.js';
import { SweepOneByOne } from './sweep-one-by-one.js';

/** Removes results of plugins that were delivered long ago, and places that nothing came to. Uploaded assets stay. */
@Injectable()
export class ClearUploads {
  constructor(
    private readonly sweep: SweepOneByOne,
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: UploadBuckets,
    private readonly settings: UploadSettings,
  ) {}

  /** How many were cleared or put aside. */
  execute(): Promise<number> {
    return this.sweep.execute({
      name: 'uploads of plugins',
      next: (tx) => this.uploads.due(tx.manager, this.settings.keptMs),
      sweep: async (tx, upload) => {
        await this.buckets.clear(upload);
        await this.uploads.remove(tx.manager, upload.id);
      },
      postpone: (tx, upload) => this.uploads.postpone(tx.manager, upload.id),
    });
  }
}
