export interface SessionScope {
  /** `aws`, `aws-cn`, `aws-us-gov` … */
  readonly partition: string;
  readonly region: string;
  readonly bucket: string;
  /** Where we write below the bucket; absent: anywhere. */
  readonly prefix?: string;
}

/** STS takes 2,048 characters for the whole policy; the prefix is in it three times. */
const mostPrefix = 300;

/**
 * What is left of the customer's role in our session: exactly the calls we make, in this bucket, under this prefix. A
 * session never gets more than the role itself allows. Source: IAM, "Session policies"; S3, "Actions, resources, and
 * condition keys".
 */
export function sessionPolicy({ partition, region, bucket, prefix }: SessionScope): string {
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  const under = prefixPattern(prefix);
  const underPrefix = { 's3:prefix': [under] };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          's3:PutObject',
          's3:GetObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        Resource: `${bucketArn}/${under}`,
      },
      // IfExists: the head of an object that is not there says 404 only to those who may list, and names no prefix. So a
      // list without any prefix passes too, where the role itself allows it: names in the bucket, never content
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: bucketArn,
        Condition: { StringLikeIfExists: underPrefix },
      },
      {
        Effect: 'Allow',
        Action: 's3:ListBucketMultipartUploads',
        Resource: bucketArn,
        Condition: { StringLike: underPrefix },
      },
      // a bucket encrypted with a key of the customer: the key through S3, nothing else of KMS
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '*',
        Condition: { StringLike: { 'kms:ViaService': `s3.${region}.amazonaws.com*` } },
      },
    ],
  });
}

/**
 * `exports` → `exports/*`. Characters that mean something in a policy become `?`, which is any one. Before the first
 * folder that a policy may not contain (above U+00FF) or has no room for the pattern ends, which is wider, but never wider
 * than the role.
 */
function prefixPattern(prefix = ''): string {
  let pattern = '';
  for (const folder of prefix.split('/').filter((segment) => segment !== '')) {
    const longer = `${pattern}${folder.replace(/[*?$]/g, '?')}/`;
    if (!/^[\x20-\xff]+$/.test(folder) || JSON.stringify(longer).length > mostPrefix) break;
    pattern = longer;
  }
  return `${pattern}*`;
}
