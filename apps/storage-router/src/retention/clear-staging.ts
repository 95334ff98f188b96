import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';
import { RetentionSettings } from './retention-settings.js';

const batch = 50;

/** Removes the staged bytes of exports that ended long enough ago. Repeating it does no harm. */
@Injectable()
export class ClearStaging {
  constructor(
    private readonly exports: EndedExportsRepository,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many exports were cleared. */
  async execute(now: Date): Promise<number> {
    const before = new Date(now.getTime() - this.settings.stagingMs);
    const failedBefore = new Date(now.getTime() - this.settings.failedStagingMs);
    const ended = await this.exports.staged({ before, failedBefore }, batch);
    for (const exportId of ended) {
      for await (const { key } of this.buckets.staging.list(`exports/${exportId}/`))
        await this.buckets.staging.delete(key);
      await this.exports.cleared(exportId);
    }
    return ended.length;
  }
}
