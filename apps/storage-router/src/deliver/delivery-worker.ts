import type { Bucket, UploadPart } from '@hub/object-storage';
import { Failure } from '@hub/failures';
import type { Tx } from '@hub/outbox';
import { withMark, type Slice, type SlicedJob, type SlicedWork, type SliceWorker } from '@hub/sliced-work';
import type { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { databaseNow } from '../persistence/database-clock.js';
import { announceDelivered, announceFailure, announceProgress } from './announcements.js';
import { beginJob } from './begin-job.js';
import { boundedCalls } from './bounded-calls.js';
import { BucketPace } from './bucket-pace.js';
import type { Buckets } from './buckets.js';
import type { ChoosePlace } from './choose-place.js';
import { concludeDelivery } from './conclude-delivery.js';
import { jobIdOf, type Delivery } from './delivery.js';
import {
  endOf,
  rangesOf,
  type Checkpoint,
  type DeliveryContext,
  type DeliveryOutcome,
  type PartRange,
} from './delivery-job.js';
import type { DeliveryUploads } from './delivery-uploads.js';
import type { Place } from './destination.js';
import { lostUpload, passing, uploadLost } from './store-failures.js';
import type { StagedArchives } from './staged-archives.js';
import { uploadSlice } from './upload-slice.js';

type Job = SlicedJob<DeliveryContext>;
export type DeliveryWork = SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>;

const progressIntervalMs = 1000;
/** In one attempt: what happens again and again is somebody's doing. */
const mostRestarts = 3;

export interface DeliveryWorkerSettings {
  readonly partsPerSlice: number;
  /** A call to a destination without an answer for so long has failed. */
  readonly callMs: number;
}

/** The deliveries' side of sliced work. */
export class DeliveryWorker implements SliceWorker<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome> {
  /** Set by the wiring: the work reads results back for its worker. */
  work: Pick<DeliveryWork, 'resultOf' | 'results' | 'plan'>;
  private readonly pace = new BucketPace();

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly archives: StagedArchives,
    private readonly buckets: Buckets,
    private readonly uploads: DeliveryUploads,
    private readonly places: ChoosePlace,
    private readonly settings: DeliveryWorkerSettings,
  ) {}

  async perform(job: Job, slice: Slice<PartRange>, signal: AbortSignal): Promise<Checkpoint> {
    const { context } = job;
    const before = slice.number === 0 ? null : await this.work.resultOf(job.id, slice.number - 1);
    if (slice.number > 0 && !before)
      throw new Failure('checkpoint-missing', 'hub', `Slice ${slice.number} has nothing to go on from`);
    const layout = await this.archives.layout(context.descriptorKey, job.id);
    const { staging } = this.buckets;
    const destination = await this.destination(context, signal);
    const most = destination.uploads.partsInFlight;
    try {
      const checkpoint = await uploadSlice({
        ...{ jobId: job.id, context, layout, range: slice.input, before, staging, destination, signal },
        uploads: this.uploads,
        width: this.pace.width(context, most),
      });
      this.pace.took(context, most);
      return checkpoint;
    } catch (error) {
      if (error instanceof Failure && error.code === 'store-throttled') this.pace.slowDown(context, most);
      throw passing(error);
    }
  }

  async conclude(job: Job, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { context } = job;
    const parts: UploadPart[] = [];
    let last: Checkpoint | null = null;
    for await (const { result } of this.work.results(job.id)) {
      parts.push(...result.parts);
      last = result;
    }
    if (!last) throw new Failure('checkpoint-missing', 'hub', 'The delivery has no slices');
    const layout = await this.archives.layout(context.descriptorKey, job.id);
    const destination = await this.destination(context, signal);
    const uploadId = context.partBytes === null ? null : await this.uploads.find(job.id);
    try {
      return await concludeDelivery({ context, layout, parts, last, destination, uploadId });
    } catch (error) {
      throw passing(error);
    }
  }

  async finished(tx: Tx, job: Job, { bytes, sha256 }: DeliveryOutcome): Promise<void> {
    const delivery = await this.current(tx, job);
    if (!delivery) return;
    const endedAt = await databaseNow(tx.manager);
    await this.deliveries.change(tx.manager, delivery, { state: 'delivered', bytes, sha256, endedAt });
    await this.uploads.ended(tx, job.id);
    await announceDelivered(tx, { ...delivery, bytes, sha256 });
  }

  async failed(tx: Tx, job: Job, failure: Failure): Promise<void> {
    const delivery = await this.current(tx, job);
    if (!delivery) return;
    const now = await databaseNow(tx.manager);
    const again = await this.again(tx, delivery, failure.code);
    if (again) {
      const plan = { partBytes: job.context.partBytes, ranges: this.ranges(job.context) };
      const marks = [{ at: now.getTime(), done: 0 }];
      const fresh = {
        ...delivery,
        ...again,
        run: delivery.run + 1,
        restarts: delivery.restarts + 1,
        startedAt: now,
        marks,
      };
      return beginJob(tx, this.deliveries, this.work, fresh, { plan, inline: false });
    }
    await this.deliveries.change(tx.manager, delivery, { state: 'failed', endedAt: now });
    await announceFailure(tx, delivery, lostUpload.has(failure.code) ? uploadLost(failure) : failure);
  }

  async progressed(tx: Tx, job: Job): Promise<void> {
    const { exportId, kind, partBytes, bytes } = job.context;
    if (partBytes === null || job.finished === job.slices) return;
    const delivery = await this.deliveries.progressDue(tx.manager, { exportId, kind }, progressIntervalMs);
    if (!delivery) return;
    const now = delivery.progressedAt;
    const done = endOf({ first: 0, parts: job.finished * this.settings.partsPerSlice }, partBytes, bytes);
    const marks = withMark(delivery.marks, { at: now.getTime(), done });
    await this.deliveries.change(tx.manager, delivery, { marks });
    await announceProgress(tx, { ...delivery, marks }, done, now);
  }

  /** Null for a job that was superseded. */
  private async current(tx: Tx, job: Job): Promise<Delivery | null> {
    const delivery = await this.deliveries.lock(tx.manager, job.context);
    return delivery?.state === 'delivering' && jobIdOf(delivery) === job.id ? delivery : null;
  }

  /** Where a delivery begins again by itself; null when it does not. */
  private async again(tx: Tx, delivery: Delivery, code: string): Promise<Pick<Place, 'fileName' | 'key'> | null> {
    if (delivery.restarts >= mostRestarts) return null;
    if (lostUpload.has(code)) return { fileName: delivery.fileName, key: delivery.key };
    if (code !== 'object-differs') return null;
    const place = await this.places.after(tx.manager, delivery);
    return place && { fileName: place.fileName, key: place.key };
  }

  private ranges({ bytes, partBytes }: DeliveryContext): PartRange[] {
    return rangesOf(bytes, partBytes, this.settings.partsPerSlice);
  }

  private async destination(context: DeliveryContext, signal: AbortSignal): Promise<Bucket> {
    const bucket = await this.buckets.at(context, context.organizationId);
    return boundedCalls(bucket, { signal, callMs: this.settings.callMs });
  }
}
