import { guardSettings } from '@hub/guarded-agent';
import type { Bucket } from '../object-storage.js';
import { describeBucketContract } from '../testing/bucket-contract.js';
import { temporaryS3Bucket, type TemporaryBucket } from '../testing/temporary-s3-bucket.js';
import type { Connection } from './connection.js';
import { openConnection } from './open-connection.js';

let temporary: TemporaryBucket;
beforeAll(async () => {
  temporary = await temporaryS3Bucket(process.env);
});
afterAll(() => temporary?.remove());

const keys = () => {
  const { S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = temporary.settings;
  return { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
};
const compatible = (change: object = {}): Connection => ({
  kind: 's3-compatible',
  endpoint: temporary.settings.S3_ENDPOINT ?? '',
  region: 'us-east-1',
  pathStyle: true,
  checksums: 'crc32c',
  ...keys(),
  ...change,
});
const open = (connection: Connection, name = temporary.name): Bucket =>
  openConnection(connection, name, {
    guard: guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' }),
    awsEndpoint: temporary.settings.S3_ENDPOINT,
  });
const tested = (bucket: Bucket) => Promise.resolve({ bucket, partBytes: 5 * 1024 * 1024, fetchLink: fetch });

describeBucketContract('a connection to an S3-compatible store', () => tested(open(compatible())));
describeBucketContract('a connection to one without checksums', () => tested(open(compatible({ checksums: 'none' }))));
describeBucketContract('a connection to AWS with keys', () =>
  tested(open({ kind: 'aws-keys', region: 'us-east-1', ...keys() })),
);

describe('a connection that is refused', () => {
  it.each([
    ['wrong-region', { region: 'eu-west-1' }],
    ['access-denied', { secretAccessKey: 'wrong' }],
    ['access-denied', { accessKeyId: 'nobody' }],
  ])('says %s for %j', async (code, change) => {
    await expect(open(compatible(change)).put('key', Buffer.from('x'))).rejects.toMatchObject({
      code,
      fault: 'destination',
    });
  });

  it('says which bucket is missing', async () => {
    const nowhere = open(compatible(), `${temporary.name}-nowhere`);
    await expect(nowhere.put('key', Buffer.from('x'))).rejects.toMatchObject({ code: 'bucket-missing' });
  });

  it('never shows the secret', async () => {
    const failure: unknown = await open(compatible({ secretAccessKey: 'wrong-secret-of-mine' }))
      .put('key', Buffer.from('x'))
      .catch((error: unknown) => error);
    const { inspect } = await import('node:util');
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('wrong-secret-of-mine');
  });
});
