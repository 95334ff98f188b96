import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { guardSettings } from '@hub/guarded-agent';
import { openConnection, type Connection } from '@hub/object-storage';
import { temporaryS3Bucket, type TemporaryBucket } from '@hub/object-storage/testing';
import { RouterBench } from './testing/router-bench.js';

const file = randomBytes(300_000);
const fileName = 'Straßen "1" ü.zip';
const key = 'exports/2026/Straßen.zip';
let customer: TemporaryBucket;
let bench: RouterBench;
beforeAll(async () => {
  customer = await temporaryS3Bucket(process.env);
  const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = customer.settings;
  const connection: Connection = {
    kind: 's3-compatible',
    endpoint: S3_ENDPOINT ?? '',
    region: S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: S3_SECRET_ACCESS_KEY ?? '',
    pathStyle: true,
    checksums: 'crc32c',
  };
  const guard = guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' });
  bench = await RouterBench.open();
  bench.customers = {
    bucket: (_, name, prefix) => Promise.resolve(openConnection(connection, name, { guard, prefix })),
  };
  await bench.start();
  await customer.bucket.put(key, file);
});
afterAll(async () => {
  await bench?.close();
  await customer?.remove();
});

async function ticket(): Promise<string> {
  const response = await bench.postInternal('/internal/tickets', {
    location: { storageId: 's1', bucket: customer.name, key },
    organizationId: 'o1',
    fileName,
    channel: 'v2',
    audit: { exportId: randomUUID(), kind: 'original', userId: 'u1' },
  });
  return ((await response.json()) as { url: string }).url.replace('http://hub.example', bench.url);
}
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it("a program follows the redirect into the customer's S3 bucket, as often as it wants, and gets the file by its name", async () => {
  const url = await ticket();
  for (let time = 0; time < 2; time++) {
    const response = await fetch(url);
    expect(new URL(response.url).host).toBe(new URL(customer.settings.S3_ENDPOINT ?? '').host);
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Stra_en _1_ _.zip"; filename*=UTF-8''Stra%C3%9Fen%20%221%22%20%C3%BC.zip`,
    );
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(sha256(file));
  }
});

it('a download that broke off is resumed through the redirect', async () => {
  const response = await fetch(await ticket(), { headers: { range: 'bytes=100000-' } });
  expect([response.status, response.headers.get('content-range')]).toEqual([206, 'bytes 100000-299999/300000']);
  expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(sha256(file.subarray(100_000)));
});

it('a look is answered by us, since the store refuses it: what is signed for GET is for GET alone', async () => {
  const url = await ticket();
  const signed = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
  expect((await fetch(signed, { method: 'HEAD' })).status).toBe(403);
  const look = await fetch(url, { method: 'HEAD' });
  expect([look.status, look.headers.get('content-length')]).toEqual([200, '300000']);
});
