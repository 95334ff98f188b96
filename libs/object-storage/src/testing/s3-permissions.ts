import { randomBytes } from 'node:crypto';
import {
  DeleteBucketCorsCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { bucketSettings } from '../bucket-settings.js';
import { s3Client } from '../s3/s3-settings.js';

/** A user of the S3 server (versitygw) who may do nothing but what the policy of a bucket says. */
export interface S3User {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** From now on exactly these, anywhere in the bucket: `s3:PutObject`. */
  allowOnly(bucket: string, actions: readonly string[]): Promise<void>;
}

const administrator = (environment: NodeJS.ProcessEnv): S3Client =>
  s3Client(bucketSettings.parse({ ...environment, BUCKETS: 's3' }));

export async function createS3User(environment: NodeJS.ProcessEnv): Promise<S3User> {
  const accessKeyId = `USER${randomBytes(8).toString('hex').toUpperCase()}`;
  const secretAccessKey = randomBytes(20).toString('hex');
  await callAdministration(
    administrator(environment),
    '/create-user',
    `<Account><Access>${accessKeyId}</Access><Secret>${secretAccessKey}</Secret><Role>user</Role></Account>`,
  );
  const allowOnly = async (bucket: string, actions: readonly string[]): Promise<void> => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements(accessKeyId, bucket, actions) });
    await administrator(environment).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  };
  return { accessKeyId, secretAccessKey, allowOnly };
}

/** Actions on objects and on the bucket itself go into statements of their own. */
function statements(user: string, bucket: string, actions: readonly string[]): object[] {
  const onBucket = (action: string): boolean => action.startsWith('s3:List');
  const allow = (chosen: readonly string[], resource: string): object[] =>
    chosen.length === 0 ? [] : [{ Effect: 'Allow', Principal: { AWS: [user] }, Action: chosen, Resource: resource }];
  return [
    ...allow(
      actions.filter((action) => !onBucket(action)),
      `arn:aws:s3:::${bucket}/*`,
    ),
    ...allow(actions.filter(onBucket), `arn:aws:s3:::${bucket}`),
  ];
}

/** The rules as AWS's console takes them; null removes them. */
export async function setBucketCors(
  environment: NodeJS.ProcessEnv,
  bucket: string,
  rules: readonly { readonly AllowedOrigins: string[]; readonly AllowedMethods: string[] }[] | null,
): Promise<void> {
  const client = administrator(environment);
  if (rules === null) await client.send(new DeleteBucketCorsCommand({ Bucket: bucket }));
  else await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [...rules] } }));
}

/** versitygw's own calls are signed like S3's: one of S3's is turned into it just before it is signed. */
async function callAdministration(client: S3Client, path: string, body: string): Promise<void> {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { method: string; path: string; query: object; body: string; headers: object };
      Object.assign(request, { method: 'PATCH', path, query: {}, body });
      Object.assign(request.headers, { 'content-length': String(Buffer.byteLength(body)) });
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  await client.send(new ListBucketsCommand({}));
}
