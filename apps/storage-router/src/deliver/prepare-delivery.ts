import { asFailure, type Failure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import { SlicedWork } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { boundedCalls } from './bounded-calls.js';
import { Buckets } from './buckets.js';
import { ChoosePlace } from './choose-place.js';
import { jobIdOf, type Delivery, type DeliveryRequest } from './delivery.js';
import {
  planDelivery,
  type Checkpoint,
  type DeliveryContext,
  type DeliveryOutcome,
  type DeliveryPlan,
  type PartRange,
} from './delivery-job.js';
import type { Place } from './destination.js';
import type { NextStep } from './next-step.js';
import { PartSettings } from './part-settings.js';
import { StagedArchives } from './staged-archives.js';
import { lostUpload } from './store-failures.js';

/** What to do, found out outside of any transaction. */
export type Prepared =
  | { readonly action: 'nothing' | 'adopt' | 'announce' | 'resume' }
  | { readonly action: 'begin'; readonly place: Place; readonly bytes: number; readonly plan: DeliveryPlan }
  | { readonly action: 'refuse'; readonly place: Place; readonly failure: Failure };

/** The handler of the news waits for so long at most: what the store does not say by then is found out by the delivery. */
const callMs = 10_000;
/** Going on where such a job ended would end there again. */
const deadEnds = new Set([...lostUpload, 'object-vanished', 'object-differs', 'segment-corrupt', 'store-refused']);

@Injectable()
export class PrepareDelivery {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly archives: StagedArchives,
    private readonly buckets: Buckets,
    private readonly parts: PartSettings,
    private readonly places: ChoosePlace,
    private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>,
  ) {}

  /** Throws Failure when the staging bucket or the database does not answer: the event comes again. */
  async execute(step: NextStep, request: DeliveryRequest): Promise<Prepared> {
    if (step === 'nothing' || step === 'adopt') return { action: step };
    const known = await this.deliveries.find(request.exportId, request.kind);
    if (known && step === 'announce' && (await this.isThere(known))) return { action: 'announce' };
    if (known && step === 'resume' && (await this.canGoOn(known))) return { action: 'resume' };
    return this.plan(request, known);
  }

  private async plan(request: DeliveryRequest, known: Delivery | null): Promise<Prepared> {
    const opened = await this.open(request);
    const place = await this.places.execute(request, known, 'bucket' in opened ? opened.bucket : null);
    if ('failure' in opened) return { action: 'refuse', place, failure: opened.failure };
    try {
      const job = jobIdOf({ ...request, run: (known?.run ?? 0) + 1 });
      const { bytes } = await this.archives.layout(request.archive.descriptor.key, job);
      const { minPartBytes, maxParts } = opened.bucket.uploads;
      return { action: 'begin', place, bytes, plan: planDelivery(bytes, { ...this.parts, minPartBytes, maxParts }) };
    } catch (error) {
      return { action: 'refuse', place, failure: finalFailure(error) };
    }
  }

  /** Its storage may be gone, or its seal broken: nothing that comes right by waiting. */
  private async open(request: DeliveryRequest): Promise<{ bucket: Bucket } | { failure: Failure }> {
    const { storageId = null, bucket = this.buckets.defaultBucket } = request.destination ?? {};
    try {
      const opened = await this.buckets.at(
        { storageId, bucket, key: this.places.first(request).key },
        request.organizationId,
      );
      return { bucket: boundedCalls(opened, { signal: new AbortController().signal, callMs }) };
    } catch (error) {
      return { failure: finalFailure(error) };
    }
  }

  /** It was looked at when it was delivered: a store that does not answer now is no reason to doubt it. */
  private async isThere(known: Delivery): Promise<boolean> {
    try {
      const bucket = await this.buckets.at(known, known.request.organizationId);
      const bounds = { signal: new AbortController().signal, callMs };
      const facts = await boundedCalls(bucket, bounds).head(known.key);
      return facts?.bytes === known.bytes;
    } catch {
      return true;
    }
  }

  /** An upload that the store has lost begins again by itself, so nobody asks for it here. */
  private async canGoOn(known: Delivery): Promise<boolean> {
    const job = await this.work.job(jobIdOf(known));
    return job?.state === 'failed' && !deadEnds.has(job.failure?.code ?? '');
  }
}

/** Throws what may pass by itself. */
function finalFailure(error: unknown): Failure {
  const failure = asFailure(error);
  if (failure.fault === 'transient' || failure.code === 'unexpected') throw error;
  return failure;
}
