import type { EventOf, ExportCancellationRequested } from '@hub/event-contracts';
import type { Transactions } from '@hub/outbox';
import type { BuildsRepository } from '../persistence/builds.repository.js';
import type { BuildWork } from './build-work.js';

/** Stops a build at its next slice. The request travels on another topic, so it may come later: it then finds the mark. */
export class CancelBuild {
  constructor(
    private readonly transactions: Transactions,
    private readonly work: BuildWork,
    private readonly builds: BuildsRepository,
  ) {}

  async execute(event: EventOf<typeof ExportCancellationRequested>): Promise<void> {
    const { exportId } = event.data;
    await this.transactions.once('cancel-build', event, async (tx) => {
      await this.builds.cancel(tx, exportId);
      await this.work.cancel(tx, exportId);
    });
  }
}
