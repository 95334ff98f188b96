import type { Envelope } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import type { Location } from '../deliver/delivery.js';
import { ArtifactTimes } from '../persistence/artifact-times.js';
import type { ExportEnd } from '../persistence/ended-export.entity.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';

@Injectable()
export class NoteExportEnd {
  constructor(
    private readonly transactions: Transactions,
    private readonly exports: EndedExportsRepository,
    private readonly times: ArtifactTimes,
  ) {}

  /** `files`: what the export got. One that shares them with an earlier export has them for as long as that one had. */
  async ended(event: Envelope, exportId: string, outcome: ExportEnd, files: readonly Location[] = []): Promise<void> {
    await this.transactions.once('storage-router', event, async (tx) => {
      await this.exports.add(tx.manager, exportId, outcome);
      for (const file of files) await this.times.promise(tx.manager, file);
    });
  }

  async goesOn(event: Envelope, exportId: string): Promise<void> {
    await this.transactions.once('storage-router', event, (tx) => this.exports.remove(tx.manager, exportId));
  }
}
