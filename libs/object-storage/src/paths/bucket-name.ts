import { badRequest } from '@hub/failures';
import type { ConnectionKind } from '../connections/connection.js';

export interface BucketNameRules {
  readonly kind: ConnectionKind;
  /** S3-compatible stores: the name goes into the path of the address, not into its host. */
  readonly pathStyle?: boolean;
  readonly field?: string;
}

/** The names go into host names and paths: letters, digits, dots and dashes, nothing else. */
const s3Name = /^[a-z0-9](?:[a-z0-9.-]{1,61}[a-z0-9])$/;
/** Some stores take underscores, where the name is a part of the path. */
const pathName = /^[a-z0-9](?:[a-z0-9._-]{1,61}[a-z0-9])$/;
/** 63 characters, or up to 222 with dots in between, each part up to 63. */
const gcsName = /^[a-z0-9](?:[a-z0-9._-]{1,220}[a-z0-9])$/;

const address = /^\d+\.\d+\.\d+\.\d+$/;
/** Source: S3 user guide, "General purpose bucket naming rules"; others are access points and special kinds of buckets. */
const awsReserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

const s3Expected = '3 to 63 lower-case letters, digits, dots and dashes, such as my-exports';
const pathExpected = '3 to 63 lower-case letters, digits, dots, dashes and underscores, such as my-exports';

/** Refuses (Failure `bad-request`) what is no name of a bucket in such a store. */
export function checkBucketName(name: string, rules: BucketNameRules): string {
  const expected = flawOf(name, rules);
  if (expected === null) return name;
  throw badRequest(`'${name.slice(0, 100)}' is not the name of a bucket.`, {
    field: rules.field ?? 'bucket',
    value: name,
    expected: `${expected}; without s3://, gs:// and folders`,
  });
}

function flawOf(name: string, { kind, pathStyle }: BucketNameRules): string | null {
  const dots = name.includes('..') || address.test(name);
  switch (kind) {
    case 's3-compatible':
      return (pathStyle ? pathName : s3Name).test(name) && !dots ? null : pathStyle ? pathExpected : s3Expected;
    case 'gcs-service-account':
    case 'gcs-hmac':
      return gcsName.test(name) && !dots && fitsGoogle(name) ? null : pathExpected;
    default:
      return s3Name.test(name) && !dots && !/\.-|-\./.test(name) && !awsReserved.test(name) ? null : s3Expected;
  }
}

/** Source: Cloud Storage, "Bucket names". */
const fitsGoogle = (name: string): boolean =>
  name.split('.').every((part) => part.length <= 63) &&
  (name.length <= 63 || name.includes('.')) &&
  !name.startsWith('goog') &&
  !/google|g00gle/.test(name);
