import { S3Client } from '@aws-sdk/client-s3';
import type { BucketSettings } from '../bucket-settings.js';

export type S3Settings = Pick<
  BucketSettings,
  | 'S3_ENDPOINT'
  | 'S3_PUBLIC_ENDPOINT'
  | 'S3_REGION'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'S3_FORCE_PATH_STYLE'
  | 'S3_CHECKSUMS'
>;

/** A client with time-outs: the SDK has none by itself. Without keys in the settings the SDK's own chain is asked (roles). */
export function s3Client(settings: S3Settings, endpoint = settings.S3_ENDPOINT): S3Client {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  // sums in trailers are an AWS speciality that other stores refuse or store as content; ours are sent as headers
  const checksums = endpoint ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
  return new S3Client({
    region: settings.S3_REGION,
    endpoint,
    forcePathStyle: settings.S3_FORCE_PATH_STYLE,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: 60_000,
      requestTimeout: 180_000,
      throwOnRequestTimeout: true,
    },
  });
}
