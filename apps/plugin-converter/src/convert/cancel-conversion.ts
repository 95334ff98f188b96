import type { EventOf, ExportCancellationRequested } from '@hub/event-contracts';
import type { Transactions } from '@hub/outbox';
import type { ConversionsRepository } from '../persistence/conversions.repository.js';
import type { FileNamesRepository } from '../persistence/file-names.repository.js';
import type { ConversionWork } from './conversion-work.js';

/** Stops a conversion at its next slice, and one that has not begun. */
export class CancelConversion {
  constructor(
    private readonly transactions: Transactions,
    private readonly work: ConversionWork,
    private readonly conversions: ConversionsRepository,
    private readonly names: FileNamesRepository,
  ) {}

  async execute(event: EventOf<typeof ExportCancellationRequested>): Promise<void> {
    const { exportId } = event.data;
    await this.transactions.once('cancel-conversion', event, async (tx) => {
      await this.conversions.cancel(tx, exportId);
      await this.work.cancel(tx, exportId);
      await this.names.forget(tx, exportId);
    });
  }
}
