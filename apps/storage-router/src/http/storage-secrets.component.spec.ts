import { randomBytes, randomUUID } from 'node:crypto';
import { strangeServiceAccount } from '@hub/object-storage/testing';
import { StoragesWorld } from '../testing/storages-world.js';
import type { StorageView } from './storage.answers.js';

let world: StoragesWorld;
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start();
});
afterAll(() => world.close());

const secrets: string[] = [];
/** Unlike anything else, so that a grep finds it. */
const secret = (before = ''): string => {
  const value = `${before}${randomUUID()}`;
  secrets.push(value.slice(before.length));
  return value;
};
const accessKey = (): string => {
  const value = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
  secrets.push(value);
  return value;
};
const pem = (): string => {
  const { privateKey } = strangeServiceAccount();
  secrets.push(privateKey.split('\n')[5]!);
  return privateKey;
};

/** Every way in, right and wrong: what was sent must not be found in any answer, nor in any table. */
async function sendEverything(): Promise<number[]> {
  const awsKeys = () => ({
    kind: 'aws-keys',
    region: 'eu-west-1',
    accessKeyId: accessKey(),
    secretAccessKey: secret(),
  });
  const hmac = () => ({ kind: 'gcs-hmac', accessKeyId: accessKey(), secretAccessKey: secret() });
  const account = () => ({ kind: 'gcs-service-account', clientEmail: 'r@p.example', privateKey: pem() });
  const compatible = () => ({ ...hmac(), kind: 's3-compatible', endpoint: 'https://s3.example' });
  const ours = [
    awsKeys(),
    hmac(),
    account(),
    compatible(),
    { ...awsKeys(), secretAccessKey: [secret()] },
    { ...awsKeys(), accessKeyId: secret() },
    { ...awsKeys(), secretAcessKey: secret() },
    { ...account(), privateKey: secret() },
    { ...account(), privateKey: secret('-----BEGIN PRIVATE KEY-----\n') },
    { ...account(), privateKey: { pem: secret() } },
    { ...account(), clientEmail: secret() },
    { ...compatible(), endpoint: `https://user:${secret()}@s3.example` },
    { ...compatible(), endpoint: `https://s3.example/?key=${secret()}` },
    { ...compatible(), endpoint: secret() },
    { ...hmac(), kind: 'aws-role' },
    secret(),
  ].map((connection) => ['POST', '/api/storages', { name: 'S', connection }] as const);
  const credentials = (more: object = {}) =>
    JSON.stringify({ type: 'service_account', client_email: 'r@p.example', private_key: pem(), ...more });
  const v2 = [
    { provider: 'AWS', publicKey: accessKey(), privateKey: secret() },
    { provider: 'AWS', publicKey: secret(), privateKey: secret() },
    { provider: 'GCP', credentials: credentials() },
    { provider: 'GCP', credentials: credentials({ type: 'external_account' }) },
    { provider: 'GCP', credentials: `${credentials()}}` },
    { provider: 'GCP', credentials: 7, privateKey: secret() },
    { provider: 'AZURE', publicKey: secret(), privateKey: secret() },
    { type: 'aws', credentials: { accessKeyId: accessKey(), secretAccessKey: secret() } },
    { type: 'aws', credentials: { accessKeyId: secret(), secretAccessKey: [secret()] } },
    { provider: 'AWS', privateKey: [secret()] },
  ].map((body) => ['POST', '/v2/storages/', { name: 'S', ...body }] as const);
  const broken = [
    ['POST', '/api/storages', `{"name": "S", "connection": {"secretAccessKey": "${secret()}", oops}}`],
    ['POST', '/v2/storages/', `{"privateKey": ${secret()}}`],
    ['POST', '/api/storages', { name: 'S', connection: awsKeys(), secretAccessKey: secret() }],
  ] as const;
  const statuses = [];
  for (const [method, path, body] of [...ours, ...v2, ...broken])
    statuses.push((await world.call('owner', method, path, body)).status);
  return statuses;
}

it('no secret is found in any answer or table, whichever way it came', async () => {
  const statuses = await sendEverything();
  expect(statuses.filter((status) => status === 201)).toHaveLength(7);
  expect(statuses.every((status) => status === 201 || status === 400)).toBe(true);
  const listed = await world.call<{ storages: StorageView[] }>('owner', 'GET', '/api/storages');
  for (const { id, connection } of listed.body.storages) {
    const change = connection.kind === 'gcs-service-account' ? { privateKey: pem() } : { secretAccessKey: secret() };
    expect((await world.call('owner', 'PATCH', `/api/storages/${id}`, { connection: change })).status).toBe(200);
    expect(
      (await world.call('owner', 'PATCH', `/api/storages/${id}`, { connection: { ...change, kind: 'aws-role' } }))
        .status,
    ).toBe(400);
    await world.call('owner', 'GET', `/api/storages/${id}`);
  }
  await world.call('owner', 'GET', '/v2/storages');
  await world.call('owner', 'DELETE', `/v2/storages/${listed.body.storages[0]?.id}`);

  const seen = `${world.answers.join('\n')}\n${await world.dump()}`;
  expect(secrets.length).toBeGreaterThan(40);
  // the parser of JSON shows a part of what it does not understand
  const pieces = secrets.flatMap((value) => [value, value.slice(0, 8)]);
  expect(pieces.filter((value) => seen.includes(value))).toEqual([]);
  expect(seen).toContain('sealed:v1:1:');
});
