import { temporaryGcsBucket, type TemporaryGcsBucket } from '@hub/object-storage/testing';
import { FaultyStore, type StoreAnswer, type Where } from '@hub/testing';
import { at } from '../testing/checked-folder.js';
import { StoragesWorld } from '../testing/storages-world.js';
import type { CheckStep, DestinationReport } from './destination-report.js';

let world: StoragesWorld;
let gcs: TemporaryGcsBucket;
let storageId: string;
beforeAll(async () => {
  world = await StoragesWorld.open();
  gcs = await temporaryGcsBucket(process.env);
  await start();
  const { clientEmail, privateKey } = gcs.settings;
  const connection = { kind: 'gcs-service-account', clientEmail, privateKey };
  storageId = (await world.call('owner', 'POST', '/api/storages', { name: 'Google', connection })).body['id'] as string;
});
afterAll(async () => {
  await world?.close();
  await gcs?.remove();
});

const start = (url = gcs.settings.endpoint ?? '') =>
  world.start({ OUTBOUND_ALLOW: '127.0.0.1', CUSTOMERS_GCS_ENDPOINT: url });
const place = (): string => `/api/projects/${world.people.projectId}/export-storage`;

async function check(change: object = {}): Promise<DestinationReport> {
  const wish = { storageId, bucket: gcs.name, path: 'exports/{year}', ...change };
  return (await world.call<DestinationReport>('manager', 'POST', `${place()}/check`, wish)).body;
}

describe('a bucket on GCS', () => {
  const refusal: StoreAnswer = {
    kind: 'answer',
    status: 403,
    code: 'forbidden',
    message: 'exports@example.iam.gserviceaccount.com does not have access to the Google Cloud Storage object.',
    format: 'json',
  };
  it('passes, and is switched on', async () => {
    expect((await check()).steps.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    const body = { enabled: true, storageId, bucket: gcs.name, path: '' };
    expect(await world.call('manager', 'PUT', place(), body)).toMatchObject({ status: 200 });
    const keys = [];
    for await (const { key } of gcs.bucket.list('')) keys.push(key);
    expect(keys).toEqual([]);
  });

  it('says which bucket is missing', async () => {
    const report = await check({ bucket: `${gcs.name}-x` });
    expect(at(report, 'write')).toMatchObject({ outcome: 'failed', code: 'bucket-missing' });
  });

  describe('in trouble', () => {
    // the server gives files to those who call it by its own name: links do not work behind this
    let google: FaultyStore;
    beforeAll(async () => {
      google = await FaultyStore.open(gcs.settings.endpoint ?? '');
      await world.stop();
      await start(google.url);
    });
    afterAll(() => google?.close());

    it.each<[Where, CheckStep, string, string]>([
      [{ operations: ['UploadObject'] }, 'write', 'failed', 'roles/storage.objectCreator'],
      [{ operations: ['GetMedia'] }, 'read', 'failed', 'roles/storage.objectViewer'],
      [{ operations: ['BeginSession'] }, 'parts', 'failed', 'roles/storage.objectCreator'],
      [{ operations: ['DeleteMedia'] }, 'delete', 'warning', 'roles/storage.objectUser'],
    ])('where %j is refused names what is missing', async (where, step, outcome, role) => {
      const fault = google.hurt(where, refusal);
      const report = await check();
      fault.mend();
      expect(fault.hits).toBeGreaterThan(0);
      expect(at(report, step)).toMatchObject({
        outcome,
        code: 'access-denied',
        message: expect.stringContaining('does not have access'),
        remedy: {
          permissions: [role],
          snippet: {
            language: 'shell',
            text: expect.stringContaining(`--member='serviceAccount:${gcs.settings.clientEmail}'`),
          },
        },
      });
      for await (const { key } of gcs.bucket.list('')) await gcs.bucket.delete(key);
    });

    it('that is silent is given up in time', async () => {
      const fault = google.hurt({ operations: ['GetMedia'] }, { kind: 'stall' });
      const from = performance.now();
      const report = await check();
      fault.mend();
      expect(at(report, 'read')).toMatchObject({ outcome: 'failed', code: 'check-timed-out' });
      expect(at(report, 'parts').outcome).toBe('passed');
      expect(performance.now() - from).toBeLessThan(30_000);
    });
  });
});
