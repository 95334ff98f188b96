import type { Bucket } from '@hub/object-storage';
import { Buckets, type CustomerBuckets } from '../deliver/buckets.js';

/** What goes wrong at the destination; each is called instead of the bucket, which it may call itself. */
export interface Faults {
  put?: (bucket: Bucket, ...call: Parameters<Bucket['put']>) => ReturnType<Bucket['put']>;
  head?: (bucket: Bucket, ...call: Parameters<Bucket['head']>) => ReturnType<Bucket['head']>;
  delete?: (bucket: Bucket, ...call: Parameters<Bucket['delete']>) => ReturnType<Bucket['delete']>;
  begin?: (bucket: Bucket, ...call: Parameters<Bucket['uploads']['begin']>) => ReturnType<Bucket['uploads']['begin']>;
  uploadPart?: (
    bucket: Bucket,
    ...call: Parameters<Bucket['uploads']['uploadPart']>
  ) => ReturnType<Bucket['uploads']['uploadPart']>;
  complete?: (
    bucket: Bucket,
    ...call: Parameters<Bucket['uploads']['complete']>
  ) => ReturnType<Bucket['uploads']['complete']>;
}

/** The real buckets, with a destination that can be made to fail. */
export class FaultyBuckets extends Buckets {
  constructor(
    settings: ConstructorParameters<typeof Buckets>[0],
    customers: CustomerBuckets,
    private readonly faults: Faults,
  ) {
    super(settings, customers);
  }

  override async at(...location: Parameters<Buckets['at']>): Promise<Bucket> {
    const bucket = await super.at(...location);
    const { faults } = this;
    return {
      ...bucket,
      put: (...call) => (faults.put ? faults.put(bucket, ...call) : bucket.put(...call)),
      head: (...call) => (faults.head ? faults.head(bucket, ...call) : bucket.head(...call)),
      delete: (...call) => (faults.delete ? faults.delete(bucket, ...call) : bucket.delete(...call)),
      uploads: {
        ...bucket.uploads,
        begin: (...call) => (faults.begin ? faults.begin(bucket, ...call) : bucket.uploads.begin(...call)),
        uploadPart: (...call) =>
          faults.uploadPart ? faults.uploadPart(bucket, ...call) : bucket.uploads.uploadPart(...call),
        complete: (...call) => (faults.complete ? faults.complete(bucket, ...call) : bucket.uploads.complete(...call)),
      },
    };
  }
}
