import { assertEndpoint, guardedAgents } from '@hub/guarded-agent';
import type { Bucket } from '../object-storage.js';
import { s3Bucket } from '../s3/s3-bucket.js';
import { makeS3Client } from '../s3/s3-client.js';
import type { ConnectionOf } from './connection.js';
import type { ConnectionOptions } from './connection-options.js';

/** With keys of an IAM user of the customer. */
export function openAwsKeys(connection: ConnectionOf<'aws-keys'>, name: string, options: ConnectionOptions): Bucket {
  const { region, accessKeyId, secretAccessKey } = connection;
  const client = makeS3Client({
    region,
    endpoint: options.awsEndpoint,
    pathStyle: options.awsEndpoint !== undefined,
    credentials: { accessKeyId, secretAccessKey },
    agents: guardedAgents(options.guard),
    silenceMs: options.silenceMs,
  });
  return s3Bucket({ name, client, region, checksums: true });
}

/** Any other store that speaks S3, at the address the customer gave. */
export function openS3Compatible(
  connection: ConnectionOf<'s3-compatible'>,
  name: string,
  options: ConnectionOptions,
): Bucket {
  const { endpoint, region, pathStyle, accessKeyId, secretAccessKey } = connection;
  assertEndpoint(endpoint, options.guard, 'endpoint');
  const client = makeS3Client({
    region,
    endpoint,
    pathStyle,
    credentials: { accessKeyId, secretAccessKey },
    agents: guardedAgents(options.guard),
    silenceMs: options.silenceMs,
  });
  return s3Bucket({ name, client, region, checksums: connection.checksums === 'crc32c' });
}
