export * from './bucket-contract.js';
export type { BucketUnderTest, Gap, StoreTraits } from './bucket-under-test.js';
export * from './gcs-twin/gcs-twin.js';
export * from './temporary-gcs-bucket.js';
export * from './temporary-s3-bucket.js';
