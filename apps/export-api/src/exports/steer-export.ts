import type { Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { Transactions, type Tx } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { RetriedBatch } from '../continuous/retried-batch.js';
import { ExportGroups } from '../persistence/export-groups.js';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { announceCancellation, announceRequest, announceStop } from './announcements.js';
import type { Export, ExportChange } from './export.js';
import { ExportAccess } from './export-access.js';
import { rootOf } from './join-export.js';
import { cancelled, retried } from './person-decisions.js';

/** What a person does with an export that is there: stop it, or try it again. Throws Failure `conflict` in the wrong state. */
@Injectable()
export class SteerExport {
  constructor(
    private readonly access: ExportAccess,
    private readonly exports: ExportsRepository,
    private readonly groups: ExportGroups,
    private readonly transactions: Transactions,
    private readonly batches: RetriedBatch,
  ) {}

  /** The steps go on for as long as somebody else waits for the same build. */
  cancel(caller: Caller, exportId: string): Promise<Export> {
    return this.change(
      caller,
      exportId,
      (current) => cancelled(current, new Date()),
      async (tx, ended) => {
        await announceCancellation(tx, ended, caller.email);
        if (await this.groups.isAbandoned(tx.manager, rootOf(ended))) await announceStop(tx, rootOf(ended));
      },
    );
  }

  /** Another run goes where the project wants its files now: what was in the way may be mended since. */
  async retry(caller: Caller, exportId: string): Promise<Export> {
    const asked = await this.access.export(caller, exportId);
    const destination = await this.batches.destination(asked);
    return this.change(
      caller,
      exportId,
      (current) => retried(current, destination),
      announceRequest,
      (tx) => this.batches.assertCurrent(tx, asked),
    );
  }

  private async change(
    caller: Caller,
    exportId: string,
    decide: (current: Export) => ExportChange,
    tell: (tx: Tx, saved: Export) => Promise<void>,
    first: (tx: Tx) => Promise<void> = async () => undefined,
  ): Promise<Export> {
    await this.access.export(caller, exportId);
    return this.transactions.run(async (tx) => {
      await first(tx);
      const current = await this.groups.lockMember(tx.manager, exportId);
      if (!current) throw notFound(`There is no export '${exportId}'.`, { field: 'id', value: exportId });
      const saved = await this.exports.save(tx.manager, current, decide(current));
      await tell(tx, saved);
      return saved;
    });
  }
}
