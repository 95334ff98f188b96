import type { Envelope } from '@hub/event-contracts';
import { Transactions, type Tx } from '@hub/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { ExportGroups } from '../persistence/export-groups.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { announce, announceStop } from './announcements.js';
import type { Export } from './export.js';
import { isEnded } from './export-states.js';
import type { Decision } from './step-decisions.js';

/** Brings the news of the steps into the state of the export they name and of all that share its build, each once. */
@Injectable()
export class FollowSteps {
  private readonly logger = new Logger(FollowSteps.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly groups: ExportGroups,
    private readonly transactions: Transactions,
  ) {}

  /** `whom`: news of the build means nothing to those that ended; that a file is gone does. */
  async execute<E extends Envelope & { data: { exportId: string } }>(
    event: E,
    decide: (current: Export, event: E) => Decision | null,
    whom: 'running' | 'all' = 'running',
  ): Promise<void> {
    const { exportId } = event.data;
    await this.transactions.once('follow-steps', event, async (tx) => {
      if (!(await this.groups.lock(tx.manager, exportId)))
        return this.logger.warn(`${event.type} of an export that is not ours: ${exportId}`);
      let [changed, ended] = [0, 0];
      for await (const current of this.groups.members(tx.manager, exportId, whom)) {
        const decision = decide(current, event);
        if (!decision) continue;
        const saved = await this.apply(tx, current, decision);
        changed += 1;
        if (isEnded(saved.state) && !isEnded(current.state)) ended += 1;
      }
      if (changed === 0) this.logger.debug(`${event.type} of ${exportId} is late or known: it changes nothing`);
      // whose build it was cancelled it, so no end is told under that name that would let its staged bytes go
      if (ended > 0 && (await this.groups.isAbandoned(tx.manager, exportId))) await announceStop(tx, exportId);
    });
  }

  private async apply(tx: Tx, current: Export, decision: Decision): Promise<Export> {
    const saved = await this.exports.save(tx.manager, current, decision.change);
    if (decision.announce) await announce(tx, decision.announce, saved);
    return saved;
  }
}
