import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { UploadRules } from '../uploads/upload-rules.js';

/** Removes results that plugins uploaded long ago: what was to be delivered is. */
@Injectable()
export class ForgetUploads {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly buckets: Buckets,
    private readonly rules: UploadRules,
  ) {}

  async execute(): Promise<number> {
    const keys = await this.uploads.forgetOld(this.rules.keptMs);
    for (const key of keys) await this.buckets.staging.delete(key);
    return keys.length;
  }
}
