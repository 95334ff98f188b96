import type { Bucket } from '../object-storage.js';
import { checkBucketName } from '../paths/bucket-name.js';
import type { ConnectionOptions } from './connection-options.js';
import type { Connection } from './connection.js';
import { openAwsRole } from './open-aws-role.js';
import { openGcsHmac, openServiceAccount } from './open-gcs-connections.js';
import { openAwsKeys, openS3Compatible } from './open-s3-connections.js';

/**
 * A bucket of a customer. Opening touches no network: what is wrong with the store is said by the first call.
 * Throws Failure `address-refused` (field `endpoint`) and `bad-request` (fields `bucket`, `privateKey`).
 * Calls end with the failures of `ObjectStorage`, and with `wrong-region` (destination; `expected` is the right one),
 * `address-refused` (user) and `identity-refused` (hub: our own AWS identity).
 */
export function openConnection(connection: Connection, bucketName: string, options: ConnectionOptions): Bucket {
  const { kind } = connection;
  checkBucketName(bucketName, { kind, pathStyle: kind === 's3-compatible' && connection.pathStyle });
  switch (kind) {
    case 'aws-keys':
      return openAwsKeys(connection, bucketName, options);
    case 'aws-role':
      return openAwsRole(connection, bucketName, options);
    case 's3-compatible':
      return openS3Compatible(connection, bucketName, options);
    case 'gcs-service-account':
      return openServiceAccount(connection, bucketName, options);
    case 'gcs-hmac':
      return openGcsHmac(connection, bucketName, options);
  }
}
