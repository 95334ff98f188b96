import {
  startGoogleXmlTwin,
  temporaryS3Bucket,
  type SigningProxy,
  type TemporaryBucket,
} from '@hub/object-storage/testing';
import { at } from '../testing/checked-folder.js';
import { StoragesWorld } from '../testing/storages-world.js';
import type { DestinationReport } from './destination-report.js';

/** Google's rules for HMAC keys in front of a real S3 server. */
const key = { accessKeyId: 'GOOG1EXAMPLEEXAMPLEEXAMPLE', secretAccessKey: 'secret of the service account' };

let world: StoragesWorld;
let s3: TemporaryBucket;
let google: SigningProxy;
beforeAll(async () => {
  s3 = await temporaryS3Bucket(process.env);
  const { S3_ENDPOINT = '', S3_REGION: region, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = s3.settings;
  const upstream = {
    endpoint: S3_ENDPOINT,
    region,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  };
  google = await startGoogleXmlTwin(upstream, key);
  world = await StoragesWorld.open();
  await world.start({ OUTBOUND_ALLOW: '127.0.0.1', CUSTOMERS_GCS_ENDPOINT: google.endpoint });
});
afterAll(async () => {
  await world?.close();
  google?.close();
  await s3?.remove();
});

async function check(change: object = {}, bucket = s3.name): Promise<DestinationReport> {
  const connection = { kind: 'gcs-hmac', ...key, ...change };
  const { body } = await world.call('owner', 'POST', '/api/storages', { name: 'HMAC', connection });
  const path = `/api/projects/${world.people.projectId}/export-storage/check`;
  return (await world.call<DestinationReport>('manager', 'POST', path, { storageId: body['id'], bucket })).body;
}

it('passes but for CORS, whose rule is the one for Google', async () => {
  const report = await check();
  expect(report.ok).toBe(true);
  expect(report.steps.filter(({ outcome }) => outcome !== 'passed').map(({ step }) => step)).toEqual(['cors']);
  expect(at(report, 'cors').remedy).toMatchObject({
    text: expect.stringContaining(`gcloud storage buckets update 'gs://${s3.name}' --cors-file=cors.json`),
    snippet: { title: 'cors.json', text: expect.stringContaining('"responseHeader"') },
  });
});

it('tells a wrong secret and a missing bucket', async () => {
  expect(at(await check({ secretAccessKey: 'wrong' }), 'write')).toMatchObject({ code: 'credentials-refused' });
  expect(at(await check({}, `${s3.name}-x`), 'write')).toMatchObject({ code: 'bucket-missing' });
});
