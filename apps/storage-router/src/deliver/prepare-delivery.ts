import { asFailure, Failure } from '@hub/failures';
import { SlicedWork } from '@hub/sliced-work';
import { Injectable } from '@nestjs/common';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import { Buckets } from './buckets.js';
import { PartSettings } from './part-settings.js';
import { jobIdOf, type Delivery, type DeliveryRequest } from './delivery.js';
import {
  planDelivery,
  type Checkpoint,
  type DeliveryContext,
  type DeliveryOutcome,
  type DeliveryPlan,
  type PartRange,
} from './delivery-job.js';
import type { NextStep } from './next-step.js';
import { StagedArchives } from './staged-archives.js';

/** What to do, found out outside of any transaction. */
export type Prepared =
  | { readonly action: 'nothing' | 'adopt' | 'announce' | 'resume' }
  | { readonly action: 'begin'; readonly bytes: number; readonly plan: DeliveryPlan }
  | { readonly action: 'refuse'; readonly failure: Failure };

@Injectable()
export class PrepareDelivery {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly archives: StagedArchives,
    private readonly buckets: Buckets,
    private readonly parts: PartSettings,
    private readonly work: SlicedWork<DeliveryContext, PartRange, Checkpoint, DeliveryOutcome>,
  ) {}

  /** Throws Failure when a store does not answer: the event comes again. */
  async execute(step: NextStep, request: DeliveryRequest): Promise<Prepared> {
    if (step === 'nothing' || step === 'adopt') return { action: step };
    const known = await this.deliveries.find(request.exportId, request.kind);
    if (known && step === 'announce' && (await this.isThere(known))) return { action: 'announce' };
    if (known && step === 'resume' && (await this.canGoOn(known))) return { action: 'resume' };
    return this.plan(request, known);
  }

  private async plan(request: DeliveryRequest, known: Delivery | null): Promise<Prepared> {
    try {
      const job = jobIdOf({ ...request, run: (known?.run ?? 0) + 1 });
      const { bytes } = await this.archives.layout(request.archive.descriptor.key, job);
      const destination = await this.buckets.at({ storageId: null, bucket: this.buckets.defaultBucket, key: '' });
      const { minPartBytes, maxParts } = destination.uploads;
      return { action: 'begin', bytes, plan: planDelivery(bytes, { ...this.parts, minPartBytes, maxParts }) };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.fault === 'transient' || failure.code === 'unexpected') throw error;
      return { action: 'refuse', failure };
    }
  }

  private async isThere(known: Delivery): Promise<boolean> {
    const bucket = await this.buckets.at(known, known.request.organizationId);
    const facts = await bucket.head(known.key);
    return facts?.bytes === known.bytes;
  }

  /** Its upload lives, or it had none yet. */
  private async canGoOn(known: Delivery): Promise<boolean> {
    const first = await this.work.resultOf(jobIdOf(known), 0);
    if (!first?.uploadId) return true;
    const bucket = await this.buckets.at(known, known.request.organizationId);
    for await (const upload of bucket.uploads.unfinished(known.key)) {
      if (upload.uploadId === first.uploadId) return true;
    }
    return false;
  }
}
