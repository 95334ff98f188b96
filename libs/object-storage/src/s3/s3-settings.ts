import type { S3Client } from '@aws-sdk/client-s3';
import type { BucketSettings } from '../bucket-settings.js';
import { makeS3Client } from './s3-client.js';

export type S3Settings = Pick<
  BucketSettings,
  | 'S3_ENDPOINT'
  | 'S3_PUBLIC_ENDPOINT'
  | 'S3_REGION'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'S3_FORCE_PATH_STYLE'
  | 'S3_CHECKSUMS'
  | 'STORE_SILENCE_MS'
>;

/** A client for the installation's own store. Without keys in the settings the SDK's own chain is asked (roles). */
export function s3Client(settings: S3Settings, endpoint = settings.S3_ENDPOINT): S3Client {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  return makeS3Client({
    region: settings.S3_REGION,
    endpoint,
    pathStyle: settings.S3_FORCE_PATH_STYLE,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    silenceMs: settings.STORE_SILENCE_MS,
  });
}
