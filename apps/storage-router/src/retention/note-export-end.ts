import type { Envelope } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import type { ExportEnd } from '../persistence/ended-export.entity.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';

@Injectable()
export class NoteExportEnd {
  constructor(
    private readonly transactions: Transactions,
    private readonly exports: EndedExportsRepository,
  ) {}

  async ended(event: Envelope, exportId: string, outcome: ExportEnd): Promise<void> {
    await this.transactions.once('storage-router', event, (tx) =>
      this.exports.add(tx.manager, exportId, outcome, new Date(event.time)),
    );
  }

  async goesOn(event: Envelope, exportId: string): Promise<void> {
    await this.transactions.once('storage-router', event, (tx) => this.exports.remove(tx.manager, exportId));
  }
}
