import { generateKeyPairSync } from 'node:crypto';
import { bucketSettings } from './bucket-settings.js';
import { openBucket } from './open-bucket.js';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const account = { GCS_CLIENT_EMAIL: 'hub@p.iam.gserviceaccount.com', GCS_PRIVATE_KEY: privateKey };
const link = (settings: object) =>
  openBucket(bucketSettings.parse(settings), 'exports').links.signDownload('a.zip', {
    expiresIn: 60,
    fileName: 'a.zip',
  });

it.each([
  ['folder', { PUBLIC_URL: 'https://hub.example/', LINK_SECRET: 'x'.repeat(16) }, 'https://hub.example/files/exports/'],
  ['s3', { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' }, 'https://exports.s3.us-east-1.amazonaws.com/'],
  ['gcs', account, 'https://storage.googleapis.com/exports/'],
])('opens buckets of %s', async (BUCKETS, settings, address) => {
  expect((await link({ BUCKETS, ...settings })).url).toContain(address);
});

it('says which half of a service account is missing, and none of the other', () => {
  const open = (settings: object) => () => openBucket(bucketSettings.parse({ BUCKETS: 'gcs', ...settings }), 'exports');
  expect(open({})).toThrow(expect.objectContaining({ code: 'bad-settings', field: 'GCS_CLIENT_EMAIL' }));
  const half = { GCS_CLIENT_EMAIL: account.GCS_CLIENT_EMAIL };
  expect(open(half)).toThrow(expect.objectContaining({ code: 'bad-settings', field: 'GCS_PRIVATE_KEY' }));
});
