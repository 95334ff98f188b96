import { notFound } from '@hub/failures';
import { openBucket, type Bucket, type BucketSettings } from '@hub/object-storage';
import type { Location } from './delivery.js';

/** The buckets of the installation. */
export class Buckets {
  readonly staging: Bucket;
  private readonly destination: Bucket;

  constructor(settings: BucketSettings) {
    this.staging = openBucket(settings, settings.STAGING_BUCKET);
    this.destination = openBucket(settings, settings.DEFAULT_BUCKET);
  }

  /** Where archives go that have no destination of their own. */
  get defaultBucket(): string {
    return this.destination.bucket;
  }

  /** The bucket of a delivered object. Throws Failure `not-found`: nothing else is delivered to or signed for, least of all staging. */
  at({ storageId, bucket }: Pick<Location, 'storageId' | 'bucket'>): Bucket {
    if (storageId !== null || bucket !== this.destination.bucket)
      throw notFound('There is no such destination', { field: 'bucket', value: bucket });
    return this.destination;
  }
}
