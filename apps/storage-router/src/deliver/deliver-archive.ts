import type { Envelope } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import { Transactions, type Tx } from '@hub/outbox';
import { SlicedWork } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { EndedExportsRepository } from '../persistence/ended-exports.repository.js';
import { announceDelivered, announceFailure } from './announcements.js';
import { Buckets } from './buckets.js';
import { jobIdOf, type Delivery, type DeliveryRequest } from './delivery.js';
import type { Checkpoint, DeliveryContext, DeliveryOutcome, PartRange } from './delivery-job.js';
import { destinationOf } from './destination.js';
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
    private readonly buckets: Buckets,
    private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>,
  ) {}

  async execute(event: Envelope, request: DeliveryRequest): Promise<void> {
    const known = await this.deliveries.find(request.exportId, request.kind);
    const step = nextStep(known, request, false);
    const prepared = await this.preparing.execute(step, request);
    await this.transactions.once('storage-router', event, async (tx) => {
      const locked = await this.deliveries.lock(tx.manager, request);
      const cancelled = await this.ended.isCancelled(tx.manager, request.exportId);
      if (cancelled) return;
      if (nextStep(locked, request, false) !== step)
        throw new Failure('delivery-changed', 'transient', 'The delivery changed meanwhile');
      await this.apply(tx, request, locked, prepared);
    });
    await this.runSmall(event, request);
  }

  private async apply(tx: Tx, request: DeliveryRequest, known: Delivery | null, prepared: Prepared): Promise<void> {
    if (prepared.action === 'begin')
      return this.begin(tx, await this.fresh(tx, request, known, prepared.bytes), prepared);
    if (prepared.action === 'refuse') return this.refuse(tx, await this.fresh(tx, request, known, 0), prepared.failure);
    if (!known || prepared.action === 'nothing') return;
    const { attempt } = request;
    if (prepared.action === 'resume' && (await this.work.resume(tx, jobIdOf(known)))) {
      return this.deliveries.change(tx.manager, known, {
        attempt,
        request,
        state: 'delivering',
        // what the run before took, and how long ago, says nothing of this one
        startedAt: new Date(),
        marks: [],
        endedAt: null,
        clearedAt: null,
      });
    }
    await this.deliveries.change(tx.manager, known, { attempt, request });
    const { sha256 } = known;
    if (prepared.action === 'announce' && sha256 !== null)
      await announceDelivered(tx, { ...known, attempt, request, sha256 });
  }

  private async begin(tx: Tx, delivery: Delivery, { plan }: Extract<Prepared, { action: 'begin' }>): Promise<void> {
    await this.deliveries.put(tx.manager, delivery);
    const { exportId, kind, storageId, bucket, key, bytes } = delivery;
    const descriptorKey = delivery.request.archive.descriptor.key;
    const context: DeliveryContext = {
      exportId,
      kind,
      organizationId: delivery.request.organizationId,
      storageId,
      bucket,
      key,
      bytes,
      descriptorKey,
      partBytes: plan.partBytes,
    };
    // one slice after the other: the hash needs the order
    await this.work.plan(
      tx,
      { id: jobIdOf(delivery), width: 1, context, correlationId: exportId, inline: true },
      plan.ranges,
    );
  }

  private async refuse(tx: Tx, delivery: Delivery, failure: Failure): Promise<void> {
    await this.deliveries.put(tx.manager, { ...delivery, state: 'failed', endedAt: new Date() });
    await announceFailure(tx, delivery, failure);
  }

  private async fresh(tx: Tx, request: DeliveryRequest, known: Delivery | null, bytes: number): Promise<Delivery> {
    const { exportId, kind, attempt } = request;
    const original =
      kind === 'original' ? null : await this.deliveries.lock(tx.manager, { exportId, kind: 'original' });
    const now = new Date();
    return {
      ...destinationOf(request, this.buckets.defaultBucket, original),
      ...{ exportId, kind, attempt, request, bytes },
      run: (known?.run ?? 0) + 1,
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
