import type { Ability } from '../check-step.js';
import type { CheckedPlace } from '../checked-place.js';
import type { Remedy } from '../destination-report.js';

/** Source: "Actions, resources, and condition keys for Amazon S3". */
const actions: Readonly<Record<Exclude<Ability, 'cors'>, readonly string[]>> = {
  reach: ['s3:PutObject', 's3:GetObject', 's3:ListBucket'],
  write: ['s3:PutObject'],
  'keep-others': ['s3:PutObject'],
  look: ['s3:ListBucket'],
  read: ['s3:GetObject'],
  link: ['s3:GetObject'],
  'upload-parts': ['s3:PutObject'],
  'abort-parts': ['s3:AbortMultipartUpload'],
  'list-parts': ['s3:ListBucketMultipartUploads'],
  delete: ['s3:DeleteObject'],
};

/** The partition of a region. Source: AWS, "Amazon Resource Names". */
function partitionOf(region = ''): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Everything the Hub needs in one policy; `s3:DeleteObject` only removes the check's own file. */
export function bucketPolicy({ bucket, folder, region }: CheckedPlace): string {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'HubExportsFiles',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:DeleteObject'],
        Resource: `${arn}/${folder === '' ? '' : `${folder}/`}*`,
      },
      {
        Sid: 'HubExportsBucket',
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
        Resource: arn,
      },
    ],
  };
  return JSON.stringify(policy, null, 2);
}

export function awsPermission(place: CheckedPlace, ability: Exclude<Ability, 'cors'>): Remedy {
  const permissions = [...actions[ability]];
  const whose = place.kind === 'aws-role' ? `the role ${place.roleArn ?? ''}`.trim() : 'the user whose key this is';
  return {
    text: `Allow ${permissions.join(', ')} to ${whose}: attach this policy to it. If it is there, a bucket policy or an organization's rule denies it.`,
    permissions,
    snippet: { title: 'IAM policy', language: 'json', text: bucketPolicy(place) },
  };
}

/** `words` are AWS's: they name who we are, too. */
export function roleTrust(place: CheckedPlace, words: string): Remedy {
  const principal = place.principal ?? /User: (arn:[^\s"']+)/.exec(words)?.[1];
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal ?? 'the identity of this Hub: ask its operator' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': place.externalId ?? 'the external id of the storage' } },
      },
    ],
  };
  return {
    text: 'Let the Hub take on the role: make this the trust policy of the role, with exactly this external id.',
    permissions: ['sts:AssumeRole'],
    snippet: { title: 'Trust policy of the role', language: 'json', text: JSON.stringify(policy, null, 2) },
  };
}

export function encryptionKey(): Remedy {
  const permissions = ['kms:GenerateDataKey', 'kms:Decrypt'];
  const statement = { Effect: 'Allow', Action: permissions, Resource: 'the ARN of the bucket’s key' };
  return {
    text: `Allow ${permissions.join(' and ')} on the key that encrypts the bucket, to whom the storage's key or role belongs.`,
    permissions,
    snippet: { title: 'Statement for the IAM policy', language: 'json', text: JSON.stringify(statement, null, 2) },
  };
}
