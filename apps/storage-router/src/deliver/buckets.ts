import { notFound } from '@hub/failures';
import { openBucket, type Bucket, type BucketSettings } from '@hub/object-storage';
import type { Location } from './delivery.js';

/** Opens buckets of customers. `OpenStorage` of `connections/` does. */
export interface CustomerBuckets {
  /** Throws Failure `not-found` for a storage that is not there, or not of this organization. */
  bucket(
    storage: { readonly storageId: string; readonly organizationId?: string },
    bucket: string,
    prefix?: string,
  ): Promise<Bucket>;
}

export const CUSTOMER_BUCKETS = Symbol('CustomerBuckets');

/** The buckets of the installation, and the way to those of the customers. */
export class Buckets {
  readonly staging: Bucket;
  private readonly destination: Bucket;

  constructor(
    settings: BucketSettings,
    private readonly customers: CustomerBuckets,
  ) {
    this.staging = openBucket(settings, settings.STAGING_BUCKET);
    this.destination = openBucket(settings, settings.DEFAULT_BUCKET);
  }

  /** The bucket of the installation: exports without a destination of their own, and what stays with projects. */
  get ours(): Bucket {
    return this.destination;
  }

  /** Where archives go that have no destination of their own. */
  get defaultBucket(): string {
    return this.destination.bucket;
  }

  /**
   * The bucket of a delivered object, opened for the folder of its key; `organizationId` must own the storage. Throws
   * Failure `not-found`: nothing else is delivered to or signed for, least of all staging.
   */
  async at({ storageId, bucket, key }: Location, organizationId?: string): Promise<Bucket> {
    if (storageId !== null)
      return this.customers.bucket({ storageId, organizationId }, bucket, folderOf(key) || undefined);
    if (bucket !== this.destination.bucket)
      throw notFound('There is no such destination', { field: 'bucket', value: bucket });
    return this.destination;
  }
}

/** `exports/2026` of `exports/2026/a.zip`. */
const folderOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')));
