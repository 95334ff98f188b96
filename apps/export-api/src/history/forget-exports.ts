import { Transactions, type Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { announceRemoval } from '../exports/announcements.js';
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
      if (await this.transactions.run((tx) => this.forget(tx, id, keptMs))) count += 1;
    }
    return count;
  }

  private async forget(tx: Tx, id: string, keptMs: number): Promise<boolean> {
    const locked = await this.groups.lockMember(tx.manager, id);
    if (!locked || !(await this.exports.forget(tx.manager, id, keptMs))) return false;
    await announceRemoval(tx, locked);
    return true;
  }
}
