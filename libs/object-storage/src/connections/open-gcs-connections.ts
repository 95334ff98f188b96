import { guardedAgents } from '@hub/guarded-agent';
import { openGcsBucket } from '../gcs/open-gcs-bucket.js';
import { googleEndpoint } from '../gcs/gcs-settings.js';
import type { Bucket } from '../object-storage.js';
import { s3Bucket } from '../s3/s3-bucket.js';
import { makeS3Client } from '../s3/s3-client.js';
import type { ConnectionOf } from './connection.js';
import type { ConnectionOptions } from './connection-options.js';
import { speakGoogleConditions } from './google-conditions.js';

type ServiceAccount = ConnectionOf<'gcs-service-account'>;

/** Google's client library with a service account. It takes no guarded agents: see `GcsSettings`. */
export function openServiceAccount(connection: ServiceAccount, name: string, options: ConnectionOptions): Bucket {
  const { clientEmail, privateKey } = connection;
  const { gcsEndpoint: endpoint, silenceMs } = options;
  return openGcsBucket({ clientEmail, privateKey, endpoint, silenceMs }, name);
}

const region = 'auto';

/**
 * Google's XML API with an HMAC key: S3's protocol with three differences. It keeps none of S3's checksums; a conditional
 * PUT speaks Google's dialect; and uploads in parts take no condition at all ("Preconditions are not supported in the
 * requests", Cloud Storage, "XML API multipart uploads"), so the end of one looks whether the key is taken and completes
 * only if it is not: two writers within that moment may still overwrite one another. The JSON API has no such gap.
 */
export function openGcsHmac(connection: ConnectionOf<'gcs-hmac'>, name: string, options: ConnectionOptions): Bucket {
  const { accessKeyId, secretAccessKey } = connection;
  const key = { accessKeyId, secretAccessKey };
  const client = makeS3Client({
    region,
    endpoint: options.gcsEndpoint ?? googleEndpoint,
    pathStyle: true,
    credentials: key,
    agents: guardedAgents(options.guard),
    silenceMs: options.silenceMs,
  });
  speakGoogleConditions(client, key);
  return s3Bucket({ name, client, region, checksums: false, conditionalUploads: false });
}
