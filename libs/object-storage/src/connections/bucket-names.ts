import { Failure } from '@hub/failures';
import type { ConnectionKind } from './connection.js';

/** It goes into the host name or the path of every call. Source: S3 and Cloud Storage, "Bucket naming rules". */
const anyName = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.)){1,220}[a-z0-9]$/;
const awsName = /^(?!xn--|sthree-)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;
/** Names that the SDK would take for something else than a plain bucket, with another host. */
const awsSpecial = /(--x-s3|--ol-s3|-s3alias|--table-s3|\.mrap)$/;

/** Refuses (Failure `bad-request`, field `bucket`) what is no name of a bucket. */
export function assertBucketName(name: string, kind: ConnectionKind): void {
  const aws = kind === 'aws-keys' || kind === 'aws-role';
  if (aws ? awsName.test(name) && !awsSpecial.test(name) : anyName.test(name)) return;
  throw new Failure('bad-request', 'user', 'This is no name of a bucket', {
    field: 'bucket',
    value: name,
    expected: 'lower-case letters, digits, dots and dashes, such as team-exports',
  });
}
