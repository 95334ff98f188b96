import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { ExportGroups } from '../persistence/export-groups.js';
import { OldExportsRepository } from '../persistence/old-exports.repository.js';
import { HistorySettings } from './history-settings.js';

const batch = 100;

/**
 * Removes exports from the history after their time. A file in the default bucket keeps its export: it goes after the
 * file does. Files in customers' buckets are theirs and stay. Several processes may do it at once.
 */
@Injectable()
export class ForgetExports {
  constructor(
    private readonly exports: OldExportsRepository,
    private readonly groups: ExportGroups,
    private readonly transactions: Transactions,
    private readonly settings: HistorySettings,
  ) {}

  /** Those that are due now, at most a hundred; how many were removed. A root goes after all that shared its build. */
  async execute(): Promise<number> {
    const { keptMs } = this.settings;
    if (keptMs === 0) return 0;
    let count = 0;
    for (const id of await this.exports.due(keptMs, batch)) {
      const forgotten = await this.transactions.run(async ({ manager }) => {
        const locked = await this.groups.lockMember(manager, id);
        return locked !== null && (await this.exports.forget(manager, id, keptMs));
      });
      if (forgotten) count += 1;
    }
    return count;
  }
}
