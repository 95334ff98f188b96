import { strangeServiceAccount } from '@hub/object-storage/testing';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { KeepConnection } from '../connections/keep-connection.js';
import { StoragesWorld } from '../testing/storages-world.js';

let world: StoragesWorld;
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start({ OUTBOUND_ALLOW: '127.0.0.1:9000' });
});
afterAll(() => world.close());

interface Shown {
  readonly _id: string;
  readonly name: string;
}
type Created = { readonly data: { readonly storage: Shown } };
type Listed = { readonly status: string; readonly data: { readonly storages: Shown[]; readonly total: number } };

const sdk = {
  name: 'Made by the SDK',
  provider: 'AWS',
  publicKey: 'AKIAIOSFODNN7EXAMPLE',
  privateKey: 'a secret of the spec',
  region: 'eu-central-1',
  credentials: null,
};
const list = async (query = ''): Promise<Listed['data']> =>
  (await world.call<Listed>('manager', 'GET', `/v2/storages${query}`)).body.data;
/** The connection that deliveries will use. */
const kept = async (id: string): Promise<unknown> => {
  const storage = await world.get(StoragesRepository).find(id);
  return storage && world.get(KeepConnection).unpack(storage);
};

it.each(['/v2/storages/', '/v2/storages'])('is made at %s, without a redirect', async (path) => {
  const answer = await world.call<Created>('owner', 'POST', path, sdk);
  expect(answer).toEqual({
    status: 201,
    body: {
      status: 'success',
      data: {
        storage: {
          _id: expect.stringMatching(/^[0-9a-f]{24}$/),
          name: 'Made by the SDK',
          provider: 'AWS',
          type: 'aws',
          organization: world.people.id,
          region: 'eu-central-1',
          publicKey: 'AKIA…MPLE',
          createdAt: expect.any(String),
          createdBy: 'owner@spec.example',
          updatedAt: expect.any(String),
        },
      },
    },
  });
  expect(await kept(answer.body.data.storage._id)).toEqual({
    kind: 'aws-keys',
    region: 'eu-central-1',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'a secret of the spec',
  });
});

it('keeps of a Google key file what is needed, and nothing that could be fetched', async () => {
  const { privateKey } = strangeServiceAccount();
  const credentials = JSON.stringify({
    type: 'service_account',
    client_email: 'robot@p.iam.gserviceaccount.com',
    private_key: privateKey,
    token_uri: 'https://evil.example/token',
    credential_source: { file: '/etc/passwd' },
  });
  const body = { name: 'Google', provider: 'GCP', publicKey: null, privateKey: null, region: 'eu', credentials };
  const answer = await world.call<Created>('admin', 'POST', '/v2/storages/', body);
  expect(answer.body.data.storage).toMatchObject({ provider: 'GCP', publicKey: 'robot@p.iam.gserviceaccount.com' });
  expect(await kept(answer.body.data.storage._id)).toEqual({
    kind: 'gcs-service-account',
    clientEmail: 'robot@p.iam.gserviceaccount.com',
    privateKey,
  });
});

it('takes the address of a store that speaks S3', async () => {
  const body = { ...sdk, endpoint: 'http://127.0.0.1:9000', checksums: 'none' };
  const answer = await world.call<Created>('owner', 'POST', '/v2/storages/', body);
  expect(answer.body.data.storage).toMatchObject({ endpoint: body.endpoint, pathStyle: true, checksums: 'none' });
});

it.each<[object, string]>([
  [{ ...sdk, provider: 'AZURE' }, 'provider'],
  [{ ...sdk, privateKey: null }, 'privateKey'],
  [{ ...sdk, publicKey: 'too short' }, 'publicKey'],
  [{ ...sdk, name: null }, 'name'],
  [{ ...sdk, region: 'nowhere in particular' }, 'region'],
  [{ ...sdk, endpoint: 'http://169.254.169.254' }, 'endpoint'],
  [{ name: 'S', type: 'aws', credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } }, 'credentials.secretAccessKey'],
  [{ name: 'S', type: 'gcs', credentials: { type: 'authorized_user' } }, 'credentials'],
])('refuses with the field as it was spelled (%#)', async (body, field) => {
  expect(await world.call('owner', 'POST', '/v2/storages/', body)).toMatchObject({
    status: 400,
    body: { status: 'fail', field, message: expect.any(String) },
  });
});

it('lists all of them, however many, unless asked for a page or one', async () => {
  for (let n = 0; n < 12; n++) await world.call('owner', 'POST', '/v2/storages/', { ...sdk, name: `${n}` });
  const all = await list();
  expect(all.storages).toHaveLength(all.total);
  expect(all.total).toBeGreaterThan(12);
  expect(all.storages.slice(0, 12).map(({ name }) => name)).toEqual([
    '11',
    '10',
    '9',
    '8',
    '7',
    '6',
    '5',
    '4',
    '3',
    '2',
    '1',
    '0',
  ]);
  const second = await list('?page=2&limit=5&sort=-createdAt&unknown=1');
  expect(second).toEqual({ storages: all.storages.slice(5, 10), total: all.total });
  const [, one] = all.storages;
  expect(await list(`?_id=${one?._id}`)).toEqual({ storages: [one], total: 1 });
  expect(await list('?_id=nothing')).toEqual({ storages: [], total: 0 });
});

it('serves no files of customers', async () => {
  const [one] = (await list()).storages;
  expect((await world.call('owner', 'GET', `/v2/storages/${one?._id}/files?bucketName=b`)).status).toBe(404);
});
