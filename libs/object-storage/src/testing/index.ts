export * from './bucket-contract.js';
export * from './temporary-s3-bucket.js';
