import { Failure, notFound } from '@hub/failures';
import type { Bucket, ObjectFacts } from '@hub/object-storage';
import { Injectable } from '@nestjs/common';
import { Buckets } from '../deliver/buckets.js';
import type { Location } from '../deliver/delivery.js';
import { DeliveriesRepository } from '../persistence/deliveries.repository.js';

export const removed = (): Failure => new Failure('gone', 'user', 'This file was removed after its retention time');

/** Finds delivered objects for those who want to download them. */
@Injectable()
export class ArtifactObjects {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly buckets: Buckets,
  ) {}

  /** Throws Failure `not-found` for what is not there, `gone` for what was removed after its time. */
  async find(location: Location): Promise<{ bucket: Bucket; facts: ObjectFacts }> {
    const bucket = await this.buckets.at(location);
    const facts = await bucket.head(location.key);
    if (facts) return { bucket, facts };
    const delivery = await this.deliveries.at(location);
    throw delivery?.state === 'expired'
      ? removed()
      : notFound('There is no such file', { field: 'key', value: location.key });
  }
}
