import { Failure } from '@hub/failures';
import type { Bucket } from '../object-storage.js';
import { assertBucketName } from './bucket-names.js';
import type { ConnectionOptions } from './connection-options.js';
import type { Connection } from './connection.js';
import { openAwsRole } from './open-aws-role.js';
import { openAwsKeys, openGcsHmac, openS3Compatible } from './s3-connections.js';

/**
 * A bucket of a customer. Opening touches no network: what is wrong with the store is said by the first call.
 * Throws Failure `address-refused` (field `endpoint`) and `bad-request` (field `bucket`).
 * Calls end with the failures of `ObjectStorage`, and with `wrong-region` (destination; `expected` is the right one),
 * `address-refused` (user) and `identity-refused` (hub: our own AWS identity).
 */
export function openConnection(connection: Connection, bucketName: string, options: ConnectionOptions): Bucket {
  assertBucketName(bucketName, connection.kind);
  switch (connection.kind) {
    case 'aws-keys':
      return openAwsKeys(connection, bucketName, options);
    case 's3-compatible':
      return openS3Compatible(connection, bucketName, options);
    case 'gcs-hmac':
      return openGcsHmac(connection, bucketName, options);
    case 'aws-role':
      return openAwsRole(connection, bucketName, options);
    case 'gcs-service-account':
      throw new Failure('unexpected', 'hub', `Connections of the kind ${connection.kind} cannot be opened yet`);
  }
}
