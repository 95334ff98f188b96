import type { UploadPart } from '@hub/object-storage';
import { Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import { withMark, type Slice, type SlicedJob, type SlicedWork, type SliceWorker } from '@hub/sliced-work';
import type { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { announceDelivered, announceFailure, announceProgress } from './announcements.js';
import type { Buckets } from './buckets.js';
import { concludeDelivery } from './conclude-delivery.js';
import { jobIdOf, type Delivery } from './delivery.js';
import { endOf, type Checkpoint, type DeliveryContext, type DeliveryOutcome, type PartRange } from './delivery-job.js';
import type { StagedArchives } from './staged-archives.js';
import { uploadSlice } from './upload-slice.js';

type Job = SlicedJob<DeliveryContext>;
export type DeliveryWork = SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>;

const progressIntervalMs = 1000;

/** The deliveries' side of sliced work. */
export class DeliveryWorker implements SliceWorker<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome> {
  /** Set by the wiring: the work reads results back for its worker. */
  work: Pick<DeliveryWork, 'resultOf' | 'results'>;

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly archives: StagedArchives,
    private readonly buckets: Buckets,
    private readonly partsPerSlice: number,
  ) {}

  async perform(job: Job, slice: Slice<PartRange>, signal: AbortSignal): Promise<Checkpoint> {
    const { context } = job;
    const before = slice.number === 0 ? null : await this.work.resultOf(job.id, slice.number - 1);
    if (slice.number > 0 && !before)
      throw new Failure('checkpoint-missing', 'hub', `Slice ${slice.number} has nothing to go on from`);
    const layout = await this.archives.layout(context.descriptorKey, job.id);
    const { staging } = this.buckets;
    const destination = await this.buckets.at(context, context.organizationId);
    return uploadSlice({ context, layout, range: slice.input, before, staging, destination, signal });
  }

  async conclude(job: Job): Promise<DeliveryOutcome> {
    const { context } = job;
    const parts: UploadPart[] = [];
    let last: Checkpoint | null = null;
    for await (const { result } of this.work.results(job.id)) {
      parts.push(...result.parts);
      last = result;
    }
    if (!last) throw new Failure('checkpoint-missing', 'hub', 'The delivery has no slices');
    const layout = await this.archives.layout(context.descriptorKey, job.id);
    return concludeDelivery({
      context,
      layout,
      parts,
      last,
      destination: await this.buckets.at(context, context.organizationId),
    });
  }

  async finished(tx: Tx, job: Job, { bytes, sha256 }: DeliveryOutcome): Promise<void> {
    const delivery = await this.current(tx, job);
    if (!delivery) return;
    await this.deliveries.change(tx.manager, delivery, { state: 'delivered', bytes, sha256, endedAt: new Date() });
    await announceDelivered(tx, { ...delivery, bytes, sha256 });
  }

  async failed(tx: Tx, job: Job, failure: Failure): Promise<void> {
    const delivery = await this.current(tx, job);
    if (!delivery) return;
    await this.deliveries.change(tx.manager, delivery, { state: 'failed', endedAt: new Date() });
    await announceFailure(tx, delivery, failure);
  }

  async progressed(tx: Tx, job: Job): Promise<void> {
    const { exportId, kind, partBytes, bytes } = job.context;
    if (partBytes === null || job.finished === job.slices) return;
    const now = new Date();
    const delivery = await this.deliveries.progressDue(tx.manager, { exportId, kind }, now, progressIntervalMs);
    if (!delivery) return;
    const done = endOf({ first: 0, parts: job.finished * this.partsPerSlice }, partBytes, bytes);
    const marks = withMark(delivery.marks, { at: now.getTime(), done });
    await this.deliveries.change(tx.manager, delivery, { marks });
    await announceProgress(tx, { ...delivery, marks }, done, now);
  }

  /** Null for a job that was superseded. */
  private async current(tx: Tx, job: Job): Promise<Delivery | null> {
    const delivery = await this.deliveries.lock(tx.manager, job.context);
    return delivery?.state === 'delivering' && jobIdOf(delivery) === job.id ? delivery : null;
  }
}
