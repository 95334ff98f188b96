import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { GuardedAgents } from '@hub/guarded-agent';
import { limitAnswers } from './limit-answers.js';
import { repeatAfterMendedClock } from './mended-clock.js';

export interface S3ClientOptions {
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  readonly pathStyle: boolean;
  /** Absent: the SDK's own chain is asked (environment, profile, machine role). */
  readonly credentials?: S3ClientConfig['credentials'];
  /** Stores of customers: through the guard, and with little patience of our own, so that the caller's policy rules. */
  readonly agents?: GuardedAgents;
  /** Ms of silence after which a call has failed. Default: a minute. */
  readonly silenceMs?: number;
}

/** The SDK has none by itself. `requestTimeout` ends with the headers of the answer, `socketTimeout` counts silence. */
export const callTimeouts = (silenceMs: number) => ({
  connectionTimeout: 5_000,
  socketTimeout: silenceMs,
  requestTimeout: 3 * silenceMs,
  throwOnRequestTimeout: true,
});

/** The one way to make a client: the installation's own store, and the stores of customers. */
export function makeS3Client(options: S3ClientOptions): S3Client {
  const { region, endpoint, pathStyle, credentials, agents, silenceMs = 60_000 } = options;
  // sums in trailers are an AWS speciality that other stores refuse or store as content; ours are sent as headers
  const checksums = endpoint ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
  const client = new S3Client({
    region,
    endpoint,
    forcePathStyle: pathStyle,
    credentials,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    // an answer that sends us to another region or host is an error, never followed
    followRegionRedirects: false,
    // a bucket is never more than its name says
    useArnRegion: false,
    disableS3ExpressSessionAuth: true,
    ...(agents ? { maxAttempts: 2, retryMode: 'adaptive' } : { maxAttempts: 4 }),
    requestHandler: {
      ...callTimeouts(silenceMs),
      ...(agents ? { httpAgent: agents.http, httpsAgent: agents.https } : {}),
    },
  });
  repeatAfterMendedClock(client);
  // as long as a call may take: the end of an upload is answered while the store joins its parts
  if (agents) limitAnswers(client, 3 * silenceMs);
  return client;
}
