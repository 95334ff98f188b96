import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createS3User,
  setBucketCors,
  temporaryS3Bucket,
  type S3User,
  type TemporaryBucket,
} from '@hub/object-storage/testing';
import type { ExportStorageView } from '../export-storage/export-storage-view.js';
import { at } from '../testing/checked-folder.js';
import { StoragesWorld } from '../testing/storages-world.js';
import { checkSteps, type CheckStep, type DestinationReport } from './destination-report.js';

const everything = [
  's3:PutObject',
  's3:GetObject',
  's3:ListBucket',
  's3:AbortMultipartUpload',
  's3:ListBucketMultipartUploads',
  's3:DeleteObject',
];

let world: StoragesWorld;
let s3: TemporaryBucket;
let user: S3User;
let storageId: string;
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start({ OUTBOUND_ALLOW: '127.0.0.1' });
  s3 = await temporaryS3Bucket(process.env);
  user = await createS3User(process.env);
  storageId = await storage(asUser());
});
beforeEach(() => user.allowOnly(s3.name, everything));
afterAll(async () => {
  await world?.close();
  await s3?.remove();
});

/** One that reaches the bucket on S3 as the user. */
const asUser = () => ({
  kind: 's3-compatible',
  endpoint: s3.settings.S3_ENDPOINT,
  region: s3.settings.S3_REGION,
  accessKeyId: user.accessKeyId,
  secretAccessKey: user.secretAccessKey,
});

async function storage(connection: object): Promise<string> {
  const { status, body } = await world.call('owner', 'POST', '/api/storages', { name: 'Theirs', connection });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body['id'] as string;
}

const place = (): string => `/api/projects/${world.people.projectId}/export-storage`;
const wish = (change: object = {}) => ({ storageId, bucket: s3.name, path: 'exports/{year}', ...change });

async function check(change: object = {}): Promise<DestinationReport> {
  const { status, body } = await world.call<DestinationReport>('manager', 'POST', `${place()}/check`, wish(change));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

const flawed = (report: DestinationReport): string[] =>
  report.steps.filter(({ outcome }) => outcome !== 'passed').map(({ step, outcome }) => `${step} ${outcome}`);
const left = async (): Promise<string[]> => {
  const keys = [];
  for await (const { key } of s3.bucket.list('')) keys.push(key);
  for await (const { key } of s3.bucket.uploads.unfinished('')) keys.push(`unfinished ${key}`);
  return keys;
};

describe('a bucket on S3', () => {
  it('passes with the CORS rule of the remedy, and is switched on', async () => {
    await setBucketCors(process.env, s3.name, null);
    const before = await check();
    expect(before.ok).toBe(true);
    expect(flawed(before)).toEqual(['cors warning']);
    expect(at(before, 'cors').message).toContain('http://hub.example');

    await setBucketCors(process.env, s3.name, JSON.parse(at(before, 'cors').remedy?.snippet?.text ?? '') as never);
    expect(flawed(await check())).toEqual([]);
    const on = await world.call<ExportStorageView>('manager', 'PUT', place(), { enabled: true, ...wish() });
    expect(on).toMatchObject({ status: 200, body: { enabled: true, lastCheck: { ok: true } } });
    expect(await left()).toEqual([]);
  });

  it('is let in by the rule for other pages only as a warning', async () => {
    await setBucketCors(process.env, s3.name, [{ AllowedOrigins: ['https://other.example'], AllowedMethods: ['GET'] }]);
    expect(flawed(await check())).toEqual(['cors warning']);
    await setBucketCors(process.env, s3.name, [
      { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'], AllowedHeaders: ['*'] } as never,
    ]);
    expect(flawed(await check())).toEqual([]);
  });

  it.each<[string, readonly string[], Partial<Record<CheckStep, string>>]>([
    [
      's3:PutObject',
      [
        'write failed',
        'never-overwrite skipped',
        'read skipped',
        'range skipped',
        'parts skipped',
        'link skipped',
        'cors skipped',
        'delete skipped',
      ],
      { write: 's3:PutObject' },
    ],
    [
      's3:GetObject',
      ['read failed', 'range skipped', 'link failed', 'cors skipped'],
      { read: 's3:GetObject', link: 's3:GetObject' },
    ],
    ['s3:AbortMultipartUpload', ['parts failed'], { parts: 's3:AbortMultipartUpload' }],
    ['s3:ListBucketMultipartUploads', ['parts warning'], { parts: 's3:ListBucketMultipartUploads' }],
    ['s3:DeleteObject', ['delete warning'], { delete: 's3:DeleteObject' }],
  ])('names %s when it is missing, and passes once it is granted', async (missing, flaws, permissions) => {
    const granted = everything.filter((action) => action !== missing);
    await user.allowOnly(s3.name, granted);
    const report = await check();
    expect(flawed(report)).toEqual(flaws);
    expect(report.ok).toBe(!flaws.some((flaw) => flaw.endsWith('failed')));
    for (const [step, permission] of Object.entries(permissions))
      expect(at(report, step as CheckStep)).toMatchObject({
        code: 'access-denied',
        message: expect.stringContaining('AccessDenied'),
        remedy: { permissions: [permission], snippet: { language: 'json', text: expect.stringContaining(permission) } },
      });
    const asked = report.steps.flatMap(({ remedy }) => remedy?.permissions ?? []);
    await user.allowOnly(s3.name, [...granted, ...new Set(asked)]);
    expect(flawed(await check())).toEqual([]);
    await empty();
  });

  it('is refused to a user who may only read, and nothing is saved', async () => {
    await user.allowOnly(s3.name, ['s3:GetObject', 's3:ListBucket']);
    const before = (await world.call('manager', 'GET', place())).body;
    const answer = await world.call('manager', 'PUT', place(), { enabled: true, ...wish(), path: 'elsewhere' });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'destination-unwritable', details: { report: { ok: false } } },
    });
    expect((await world.call('manager', 'GET', place())).body).toMatchObject({ path: before['path'] });
  });

  it.each<[string, object, object, CheckStep, string, RegExp]>([
    [
      'a wrong secret',
      { secretAccessKey: 'a-wrong-secret-of-ours' },
      {},
      'write',
      'credentials-refused',
      /access key and its secret/,
    ],
    [
      'an unknown key',
      { accessKeyId: 'NOBODYNOBODYNOBODY' },
      {},
      'write',
      'credentials-refused',
      /access key and its secret/,
    ],
    [
      'a missing bucket',
      {},
      { bucket: 'there-is-no-such-bucket-here' },
      'write',
      'bucket-missing',
      /Create the bucket/,
    ],
    ['a wrong region', { region: 'eu-west-1' }, {}, 'write', 'wrong-region', /Set the region .* to us-east-1/],
    ['a closed port', { endpoint: 'http://127.0.0.1:1' }, {}, 'address', 'store-unreachable', /firewall/],
    [
      'an unknown host',
      { endpoint: 'https://no-such-store.invalid' },
      {},
      'address',
      'host-unknown',
      /Correct the endpoint/,
    ],
  ])('says what is wrong with %s', async (_, connection, change, step, code, remedy) => {
    const report = await check({ storageId: await storage({ ...asUser(), ...connection }), ...change });
    expect(report.ok).toBe(false);
    expect(at(report, step)).toMatchObject({
      outcome: 'failed',
      code,
      remedy: { text: expect.stringMatching(remedy) },
    });
    expect(JSON.stringify(report)).not.toContain('a-wrong-secret-of-ours');
    const order = checkSteps.indexOf(step);
    expect(report.steps.slice(order + 1).every(({ outcome }) => outcome === 'skipped')).toBe(true);
  });

  it('is told from a page of somebody', async () => {
    const page = createServer((_, response) => response.end('<html><body>Welcome!</body></html>'));
    await once(page.listen(0, '127.0.0.1'), 'listening');
    const endpoint = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    const report = await check({ storageId: await storage({ ...asUser(), endpoint }) });
    page.close();
    page.closeAllConnections();
    expect(report.ok).toBe(false);
    expect(report.steps.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      code: 'not-a-store',
      remedy: { text: expect.stringMatching(/Correct the endpoint/) },
    });
  });

  it('where http is spoken does not speak https', async () => {
    const endpoint = s3.settings.S3_ENDPOINT?.replace('http:', 'https:');
    expect(at(await check({ storageId: await storage({ ...asUser(), endpoint }) }), 'address')).toMatchObject({
      outcome: 'failed',
      code: 'not-https',
    });
  });

  async function empty(): Promise<void> {
    for await (const { key } of s3.bucket.list('')) await s3.bucket.delete(key);
    for await (const { key, uploadId } of s3.bucket.uploads.unfinished(''))
      await s3.bucket.uploads.abort(key, uploadId);
  }
});
