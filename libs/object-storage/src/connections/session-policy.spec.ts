import { sessionPolicy } from './session-policy.js';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string;
  readonly Condition?: unknown;
}
const statementsOf = (policy: string): Statement[] => (JSON.parse(policy) as { Statement: Statement[] }).Statement;
const scope = { partition: 'aws', region: 'eu-central-1', bucket: 'team-exports' };

it('leaves of the role exactly the calls we make, under the prefix', () => {
  expect(statementsOf(sessionPolicy({ ...scope, prefix: 'exports/2023' }))).toEqual([
    {
      Effect: 'Allow',
      Action: [
        's3:PutObject',
        's3:GetObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      Resource: 'arn:aws:s3:::team-exports/exports/2023/*',
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::team-exports',
      Condition: { StringLikeIfExists: { 's3:prefix': ['exports/2023/*'] } },
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucketMultipartUploads',
      Resource: 'arn:aws:s3:::team-exports',
      Condition: { StringLike: { 's3:prefix': ['exports/2023/*'] } },
    },
    {
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringLike: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com*' } },
    },
  ]);
});

const objectsOf = (prefix?: string, partition = 'aws'): string | undefined =>
  statementsOf(sessionPolicy({ ...scope, partition, prefix }))[0]?.Resource;

it.each([
  [undefined, 'arn:aws:s3:::team-exports/*'],
  ['', 'arn:aws:s3:::team-exports/*'],
  ['a', 'arn:aws:s3:::team-exports/a/*'],
  ['a*b?c${x}', 'arn:aws:s3:::team-exports/a?b?c?{x}/*'],
  ['Büro/x', 'arn:aws:s3:::team-exports/Büro/x/*'],
  ['exports/数据/x', 'arn:aws:s3:::team-exports/exports/*'],
  ['数据', 'arn:aws:s3:::team-exports/*'],
])('takes the prefix %j as %s', (prefix, resource) => expect(objectsOf(prefix)).toBe(resource));

it('names the partition', () => expect(objectsOf('a', 'aws-cn')).toBe('arn:aws-cn:s3:::team-exports/a/*'));

it('fits the 2,048 characters of STS with the longest names', () => {
  const prefix = `${'p'.repeat(90)}/`.repeat(10);
  for (const each of [prefix, '*'.repeat(290), `${'*'.repeat(30)}/`.repeat(9), `${'"'.repeat(99)}/`.repeat(9)]) {
    const policy = sessionPolicy({
      partition: 'aws-us-gov',
      region: 'r'.repeat(42),
      bucket: 'b'.repeat(63),
      prefix: each,
    });
    expect(policy.length).toBeLessThanOrEqual(2048);
  }
  expect(objectsOf(prefix)).toBe(`arn:aws:s3:::team-exports/${`${'p'.repeat(90)}/`.repeat(3)}*`);
});
