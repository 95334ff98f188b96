import { createS3User, temporaryGcsBucket, temporaryS3Bucket, type S3User } from '@hub/object-storage/testing';

/** A bucket of a customer and what the public contract wants to know of its store. */
export interface CustomerStore {
  readonly bucket: string;
  /** Body of `POST /v2/storages`. */
  readonly storage: Readonly<Record<string, unknown>>;
  /** Texts that nobody but the customer and the store may ever see. */
  readonly secrets: readonly string[];
  keys(): Promise<string[]>;
  /** Where a client without any key of ours finds the object, when it may read the bucket; null: by a signed link only. */
  plainUrl(key: string): string | null;
  remove(): Promise<void>;
}

/** What a customer's policy has to allow. */
const deliveryActions = [
  's3:PutObject',
  's3:GetObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListBucketMultipartUploads',
  's3:ListBucket',
];

const keysOf = async (objects: AsyncIterable<{ key: string }>): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of objects) keys.push(key);
  return keys;
};

/** In the S3 server that the S3_* variables name, with a user of its own unless one is given. */
export async function customerS3(user?: S3User): Promise<CustomerStore & { readonly user: S3User }> {
  const owner = user ?? (await createS3User(process.env));
  const { name, bucket, settings, remove } = await temporaryS3Bucket(process.env);
  await owner.allowOnly(name, deliveryActions);
  const storage = {
    name: 'Our S3',
    provider: 'AWS',
    publicKey: owner.accessKeyId,
    privateKey: owner.secretAccessKey,
    region: settings.S3_REGION,
    endpoint: settings.S3_ENDPOINT,
  };
  return {
    bucket: name,
    storage,
    user: owner,
    secrets: [owner.secretAccessKey],
    keys: () => keysOf(bucket.list('')),
    plainUrl: () => null,
    remove,
  };
}

/** In the server that GCS_ENDPOINT names. */
export async function customerGcs(): Promise<CustomerStore> {
  const { name, bucket, settings, remove } = await temporaryGcsBucket(process.env);
  const { clientEmail, privateKey, endpoint } = settings;
  const keyFile = { type: 'service_account', client_email: clientEmail, private_key: privateKey };
  return {
    bucket: name,
    storage: { name: 'Our GCS', provider: 'GCP', credentials: JSON.stringify(keyFile) },
    // line by line, however the lines are put together
    secrets: privateKey.split('\n').filter((line) => line.length === 64),
    keys: () => keysOf(bucket.list('')),
    plainUrl: (key) => `${endpoint}/storage/v1/b/${name}/o/${encodeURIComponent(key)}?alt=media`,
    remove,
  };
}
