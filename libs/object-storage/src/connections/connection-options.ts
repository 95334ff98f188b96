import type { GuardSettings } from '@hub/guarded-agent';

/** What the installation adds to a customer's connection. */
export interface ConnectionOptions {
  /** Every call goes through the guarded agent of these settings: `guardSettings` of @hub/guarded-agent. */
  readonly guard: GuardSettings;
  /** Where we write below the bucket, without slashes at its ends: sessions of an assumed role are cut down to it. */
  readonly prefix?: string;
  /** Our own AWS identity, which assumes customers' roles. Absent: the SDK's chain (environment, profile, machine role). */
  readonly identity?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Private partitions and tests; absent: the services' own addresses. They pass the guard like all others. */
  readonly stsEndpoint?: string;
  readonly awsEndpoint?: string;
  readonly gcsEndpoint?: string;
  /** Ms of silence after which a call has failed. Default: a minute. */
  readonly silenceMs?: number;
}
