import { text } from 'node:stream/consumers';
import { createS3User, temporaryS3Bucket, type S3User, type TemporaryBucket } from '@hub/object-storage/testing';
import type { StorageView } from '../http/storage.answers.js';
import { StoragesWorld } from '../testing/storages-world.js';
import { OpenStorage } from './open-storage.js';

let world: StoragesWorld;
let s3: TemporaryBucket;
let before: S3User;
let after: S3User;
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start({ OUTBOUND_ALLOW: '127.0.0.1' });
  s3 = await temporaryS3Bucket(process.env);
  [before, after] = [await createS3User(process.env), await createS3User(process.env)];
  await before.allowOnly(s3.name, ['s3:PutObject', 's3:GetObject', 's3:ListBucket']);
});
afterAll(async () => {
  await world?.close();
  await s3?.remove();
});

const keysOf = ({ accessKeyId, secretAccessKey }: S3User) => ({ accessKeyId, secretAccessKey });

it('uses new keys from the next call on, in a process that had the old ones open', async () => {
  const { S3_ENDPOINT: endpoint, S3_REGION: region } = s3.settings;
  const connection = { kind: 's3-compatible', endpoint, region, ...keysOf(before) };
  const made = await world.call<StorageView>('owner', 'POST', '/api/storages', { name: 'Real', connection });
  const storageId = made.body.id;
  const put = async (key: string): Promise<unknown> =>
    (await world.get(OpenStorage).bucket({ storageId, organizationId: world.people.id }, s3.name)).put(
      key,
      Buffer.from(key),
    );
  await put('with the old keys');

  // the customer takes the old user's rights away: the store says no, and its words show no secret
  await before.allowOnly(s3.name, ['s3:ListBucket']);
  const refusal = await put('refused').then(
    () => null,
    (error: Error) => `${JSON.stringify(error)} ${error.message} ${error.stack}`,
  );
  expect(refusal).toContain('access-denied');
  expect(refusal).not.toContain(before.secretAccessKey);

  await after.allowOnly(s3.name, ['s3:PutObject', 's3:GetObject', 's3:ListBucket']);
  await world.call('owner', 'PATCH', `/api/storages/${storageId}`, { connection: keysOf(after) });
  await put('with the new keys');
  expect(await text(await s3.bucket.get('with the new keys'))).toBe('with the new keys');
  expect(await s3.bucket.head('refused')).toBeNull();
  const seen = `${world.answers.join()}${await world.dump()}`;
  for (const { secretAccessKey } of [before, after]) expect(seen).not.toContain(secretAccessKey);
});
