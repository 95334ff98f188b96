import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';
import { RetentionSettings } from './retention-settings.js';
import { SweepOneByOne } from './sweep-one-by-one.js';

/** Removes the staged bytes of exports that ended long enough ago. Repeating it does no harm. */
@Injectable()
export class ClearStaging {
  constructor(
    private readonly sweep: SweepOneByOne,
    private readonly exports: EndedExportsRepository,
    private readonly buckets: Buckets,
    private readonly settings: RetentionSettings,
  ) {}

  /** How many exports were cleared or put aside. The row is held meanwhile: the news of a retry waits. */
  execute(): Promise<number> {
    const { staging } = this.buckets;
    return this.sweep.execute({
      name: 'staging',
      next: (tx) => this.exports.staged(tx.manager, this.settings),
      sweep: async (tx, exportId) => {
        for await (const { key } of staging.list(`exports/${exportId}/`)) await staging.delete(key);
        await this.exports.cleared(tx.manager, exportId);
      },
      postpone: (tx, exportId) => this.exports.postpone(tx.manager, exportId),
    });
  }
}
