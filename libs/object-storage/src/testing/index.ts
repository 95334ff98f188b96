export * from './bucket-contract.js';
export type { BucketUnderTest, Gap, StoreTraits } from './bucket-under-test.js';
export * from './gcs-twin/gcs-twin.js';
export { startGoogleXmlTwin } from './google-xml-twin.js';
export { startSigningProxy, type SigningProxy } from './signing-proxy.js';
export { startStsTwin, type StsTwin, type StsTwinOptions } from './sts-twin.js';
export * from './temporary-gcs-bucket.js';
export * from './temporary-s3-bucket.js';
export { createS3User, setBucketCors, type S3User } from './s3-permissions.js';
