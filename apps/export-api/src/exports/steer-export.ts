import type { Caller } from '@hub/annotation-store';
import { Transactions, type Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { announceCancellation, announceRequest } from './announcements.js';
import type { Export, ExportChange } from './export.js';
import { ExportAccess } from './export-access.js';
import { cancelled, retried } from './person-decisions.js';

/** What a person does with an export that is there: stop it, or try it again. Throws Failure `conflict` in the wrong state. */
@Injectable()
export class SteerExport {
  constructor(
    private readonly access: ExportAccess,
    private readonly exports: ExportsRepository,
    private readonly transactions: Transactions,
  ) {}

  cancel(caller: Caller, exportId: string): Promise<Export> {
    return this.change(
      caller,
      exportId,
      (current) => cancelled(current, new Date()),
      (tx, ended) => announceCancellation(tx, ended, caller.email),
    );
  }

  retry(caller: Caller, exportId: string): Promise<Export> {
    return this.change(caller, exportId, retried, announceRequest);
  }

  private async change(
    caller: Caller,
    exportId: string,
    decide: (current: Export) => ExportChange,
    tell: (tx: Tx, saved: Export) => Promise<void>,
  ): Promise<Export> {
    const seen = await this.access.export(caller, exportId);
    return this.transactions.run(async (tx) => {
      const current = (await this.exports.lock(tx.manager, exportId)) ?? seen;
      const saved = await this.exports.save(tx.manager, current, decide(current));
      await tell(tx, saved);
      return saved;
    });
  }
}
