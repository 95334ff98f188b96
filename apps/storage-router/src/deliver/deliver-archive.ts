import type { Envelope } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { Transactions, type Tx } from '@hub/outbox';
import { SlicedWork } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { databaseNow } from '../persistence/database-clock.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';
import { announceDelivered, announceFailure } from './announcements.js';
import { beginJob } from './begin-job.js';
import { jobIdOf, type Delivery, type DeliveryRequest } from './delivery.js';
import type { Checkpoint, DeliveryContext, DeliveryOutcome, PartRange } from './delivery-job.js';
import type { Place } from './destination.js';
import { nextStep } from './next-step.js';
import { PrepareDelivery, type Prepared } from './prepare-delivery.js';

/** Takes an archive that is ready and has it delivered: here and now when it is small, as a job otherwise. */
@Injectable()
export class DeliverArchive {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: DeliveriesRepository,
    private readonly ended: EndedExportsRepository,
    private readonly preparing: PrepareDelivery,
    private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>,
  ) {}

  async execute(event: Envelope, request: DeliveryRequest): Promise<void> {
    const known = await this.deliveries.find(request.exportId, request.kind);
    const step = nextStep(known, request, false);
    const prepared = await this.preparing.execute(step, request);
    await this.transactions
      .once('storage-router', event, async (tx) => {
        // the job first, as everywhere: who finishes it waits for the delivery
        if (known?.state === 'delivering' && replaces(prepared)) await this.work.cancel(tx, jobIdOf(known));
        const locked = await this.deliveries.lock(tx.manager, request);
        if (await this.ended.isCancelled(tx.manager, request.exportId)) return;
        if (nextStep(locked, request, false) !== step || locked?.run !== known?.run) throw changed();
        await this.apply(tx, request, locked, prepared);
      })
      .catch((error: unknown) => {
        throw isTaken(error) ? changed() : error;
      });
    this.work.wake();
    await this.runSmall(event, request);
  }

  private async apply(tx: Tx, request: DeliveryRequest, known: Delivery | null, prepared: Prepared): Promise<void> {
    if (prepared.action === 'begin') {
      const delivery = await this.fresh(tx, request, known, prepared);
      return beginJob(tx, this.deliveries, this.work, delivery, { plan: prepared.plan, inline: true });
    }
    if (prepared.action === 'refuse') {
      const delivery = await this.fresh(tx, request, known, { place: prepared.place, bytes: 0 });
      await this.deliveries.put(tx.manager, { ...delivery, state: 'failed', endedAt: delivery.startedAt });
      return announceFailure(tx, delivery, prepared.failure);
    }
    if (!known || prepared.action === 'nothing') return;
    const { attempt } = request;
    if (prepared.action === 'resume') return this.resume(tx, request, known);
    await this.deliveries.change(tx.manager, known, { attempt, request });
    const { sha256 } = known;
    if (prepared.action === 'announce' && sha256 !== null)
      await announceDelivered(tx, { ...known, attempt, request, sha256 });
  }

  private async resume(tx: Tx, request: DeliveryRequest, known: Delivery): Promise<void> {
    if (!(await this.work.resume(tx, jobIdOf(known)))) throw changed();
    await this.deliveries.change(tx.manager, known, {
      attempt: request.attempt,
      request,
      state: 'delivering',
      restarts: 0,
      // what the run before took, and how long ago, says nothing of this one
      startedAt: await databaseNow(tx.manager),
      marks: [],
      endedAt: null,
      clearedAt: null,
    });
  }

  private async fresh(
    tx: Tx,
    request: DeliveryRequest,
    known: Delivery | null,
    { place, bytes }: { readonly place: Place; readonly bytes: number },
  ): Promise<Delivery> {
    const { exportId, kind, attempt } = request;
    const { storageId, bucket, fileName, key } = place;
    const now = await databaseNow(tx.manager);
    return {
      ...{ exportId, kind, attempt, request, bytes, storageId, bucket, fileName, key },
      run: (known?.run ?? 0) + 1,
      restarts: 0,
      state: 'delivering',
      sha256: null,
      startedAt: now,
      progressedAt: now,
      marks: [{ at: now.getTime(), done: 0 }],
      endedAt: null,
      clearedAt: null,
    };
  }

  /** Also for a repeat of the event, in case the process died after the commit. */
  private async runSmall(event: Envelope, { exportId, kind }: DeliveryRequest): Promise<void> {
    const delivery = await this.deliveries.find(exportId, kind);
    if (delivery?.state === 'delivering') await this.work.runInline(jobIdOf(delivery), event);
  }
}

const replaces = ({ action }: Prepared): boolean => action === 'begin' || action === 'refuse';

const changed = (): Failure => new Failure('delivery-changed', 'transient', 'The delivery changed meanwhile');

/** Another artifact got the same key at the same moment. */
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505';
