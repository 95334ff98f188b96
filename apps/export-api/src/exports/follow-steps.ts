import type { Envelope } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { announce } from './announcements.js';
import type { Export } from './export.js';
import type { Decision } from './step-decisions.js';

/** Brings the news of the steps into the export's state, each once. */
@Injectable()
export class FollowSteps {
  private readonly logger = new Logger(FollowSteps.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
  ) {}

  async execute<E extends Envelope & { data: { exportId: string } }>(
    event: E,
    decide: (current: Export, event: E) => Decision | null,
  ): Promise<void> {
    await this.transactions.once('follow-steps', event, async (tx) => {
      const current = await this.exports.lock(tx.manager, event.data.exportId);
      if (!current) return this.logger.warn(`${event.type} of an export that is not ours: ${event.data.exportId}`);
      const decision = decide(current, event);
      if (!decision)
        return this.logger.debug(
          `${event.type} changes nothing: ${current.id} is ${current.state}, attempt ${current.attempt}`,
        );
      const saved = await this.exports.save(tx.manager, current, decision.change);
      if (decision.announce) await announce(tx, decision.announce, saved);
    });
  }
}
