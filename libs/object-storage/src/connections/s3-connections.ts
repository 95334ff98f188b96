import { assertEndpoint, guardedAgents } from '@hub/guarded-agent';
import type { Bucket } from '../object-storage.js';
import { makeS3Client } from '../s3/s3-client.js';
import { s3Bucket } from '../s3/s3-bucket.js';
import type { ConnectionOf } from './connection.js';
import type { ConnectionOptions } from './connection-options.js';

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
  return s3Bucket({ name, client, checksums: true });
}

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
  return s3Bucket({ name, client, checksums: connection.checksums === 'crc32c' });
}

const googleEndpoint = 'https://storage.googleapis.com';

export function openGcsHmac(connection: ConnectionOf<'gcs-hmac'>, name: string, options: ConnectionOptions): Bucket {
  const { accessKeyId, secretAccessKey } = connection;
  const client = makeS3Client({
    region: 'auto',
    endpoint: options.gcsEndpoint ?? googleEndpoint,
    pathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    agents: guardedAgents(options.guard),
    silenceMs: options.silenceMs,
  });
  return s3Bucket({ name, client, checksums: false });
}
