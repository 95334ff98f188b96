import { temporaryS3Bucket, type TemporaryBucket } from '@hub/object-storage/testing';
import { FaultyStore, internalError, slowDown, type StoreAnswer, type StoreFault } from '@hub/testing';
import { StoragesWorld } from '../testing/storages-world.js';
import type { CheckStep, DestinationReport, StepReport } from './destination-report.js';

let world: StoragesWorld;
let s3: TemporaryBucket;
let store: FaultyStore;
let storageId: string;
beforeAll(async () => {
  world = await StoragesWorld.open();
  s3 = await temporaryS3Bucket(process.env);
  store = await FaultyStore.open(s3.settings.S3_ENDPOINT ?? '');
  await world.start({ OUTBOUND_ALLOW: '127.0.0.1' });
  const connection = {
    kind: 's3-compatible',
    endpoint: store.url,
    region: s3.settings.S3_REGION,
    accessKeyId: s3.settings.S3_ACCESS_KEY_ID,
    secretAccessKey: s3.settings.S3_SECRET_ACCESS_KEY,
  };
  const { body } = await world.call('owner', 'POST', '/api/storages', { name: 'Troubled', connection });
  storageId = body['id'] as string;
});
afterAll(async () => {
  await world?.close();
  await store?.close();
  await s3?.remove();
});

async function check(): Promise<DestinationReport> {
  const path = `/api/projects/${world.people.projectId}/export-storage/check`;
  const { body } = await world.call<DestinationReport>('manager', 'POST', path, {
    storageId,
    bucket: s3.name,
    path: 'x',
  });
  return body;
}
const at = (report: DestinationReport, step: CheckStep): StepReport | undefined =>
  report.steps.find((one) => one.step === step);
const left = async (): Promise<string[]> => {
  const keys = [];
  for await (const { key } of s3.bucket.list('')) keys.push(key);
  return keys;
};
const answer = (status: number, code: string, message: string): StoreAnswer => ({
  kind: 'answer',
  status,
  code,
  message,
});

it('has nothing to say of a store without trouble but its missing CORS rule', async () => {
  const report = await check();
  expect(report.steps.filter(({ outcome }) => outcome !== 'passed').map(({ step }) => step)).toEqual(['cors']);
});

it.each<[StoreFault, string, RegExp]>([
  [
    answer(403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'),
    'clock-skewed',
    /clock/,
  ],
  [
    answer(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
    ),
    'wrong-region',
    /Set the region/,
  ],
  [
    answer(403, 'AccessDenied', 'User is not authorized to perform: kms:GenerateDataKey on resource'),
    'encryption-key-denied',
    /kms:GenerateDataKey/,
  ],
  [
    answer(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented'),
    'checksums-refused',
    /checksums/,
  ],
  [answer(403, 'AllAccessDisabled', 'All access to this bucket has been disabled.'), 'access-denied', /s3:PutObject/],
  [answer(507, 'InsufficientStorage', 'There is no space left on the device.'), 'store-full', /Make room/],
  [slowDown, 'store-throttled', /in a few minutes/],
  [internalError, 'store-unavailable', /in a few minutes/],
  [{ kind: 'reset' }, 'store-unreachable', /firewall/],
])('tells %j when writing, and leaves nothing', async (fault, code, remedy) => {
  const hurt = store.hurt({ operations: ['PutObject'] }, fault);
  const report = await check();
  hurt.mend();
  expect(hurt.hits).toBeGreaterThan(0);
  expect(report.ok).toBe(false);
  expect(at(report, 'write')).toMatchObject({
    outcome: 'failed',
    code,
    remedy: { text: expect.stringMatching(remedy) },
  });
  expect(await left()).toEqual([]);
});

it('removes what was written when the answer was lost', async () => {
  const hurt = store.hurt({ operations: ['PutObject'] }, { kind: 'lost-answer' });
  const report = await check();
  hurt.mend();
  expect(at(report, 'write')?.outcome).toBe('failed');
  expect(await left()).toEqual([]);
});

it('tells how the link was refused, and what is wrong with parts', async () => {
  const link = store.hurt({ operations: ['GetObject'], skip: 2 }, answer(403, 'AccessDenied', 'Request has expired'));
  const parts = store.hurt({ operations: ['UploadPart'] }, answer(403, 'AccessDenied', 'Access Denied'));
  const report = await check();
  link.mend();
  parts.mend();
  expect(at(report, 'read')?.outcome).toBe('passed');
  expect(at(report, 'link')).toMatchObject({ outcome: 'failed', code: 'clock-skewed' });
  expect(at(report, 'parts')).toMatchObject({ outcome: 'failed', remedy: { permissions: ['s3:PutObject'] } });
  expect(await left()).toEqual([]);
  for await (const upload of s3.bucket.uploads.unfinished('')) throw new Error(`${upload.key} is left`);
});
