import { randomUUID } from 'node:crypto';
import { maxStorages } from '../connections/create-storage.js';
import { OpenStorage } from '../connections/open-storage.js';
import { EnvelopeSealer } from '@hub/sealing';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { StoragesWorld } from '../testing/storages-world.js';
import type { StorageView } from './storage.answers.js';

let world: StoragesWorld;
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start({ OUTBOUND_ALLOW: '127.0.0.1:9000', AWS_ROLE_PRINCIPAL: 'arn:aws:iam::123456789012:role/hub' });
});
afterAll(() => world.close());

/** Unlike anything else, so that a grep finds it. */
const secret = (): string => `secret-${randomUUID()}`;
const keys = (accessKeyId = 'AKIAIOSFODNN7EXAMPLE') => ({
  kind: 'aws-keys',
  region: 'eu-west-1',
  accessKeyId,
  secretAccessKey: secret(),
});
const create = async (body: object): Promise<StorageView> => {
  const answer = await world.call<StorageView>('owner', 'POST', '/api/storages', body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer));
  return answer.body;
};

describe('a storage', () => {
  it('is made, shown without its secrets, and found again', async () => {
    const made = await create({ name: '  Our bucket ', connection: keys() });
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: 'Our bucket',
      connection: { kind: 'aws-keys', region: 'eu-west-1', accessKeyHint: 'AKIA…MPLE' },
      createdAt: expect.any(String),
      createdBy: 'owner@spec.example',
      updatedAt: made.createdAt,
      updatedBy: 'owner@spec.example',
    });
    expect((await world.call('manager', 'GET', `/api/storages/${made.id}`)).body).toEqual(made);
    const listed = await world.call<{ storages: StorageView[] }>('manager', 'GET', '/api/storages');
    expect(listed.body.storages[0]).toEqual(made);
  });

  it('is renamed without touching its keys, and gets new keys without losing its name', async () => {
    const made = await create({ name: 'Before', connection: keys() });
    const before = await world.get(StoragesRepository).find(made.id);
    const renamed = await world.call('admin', 'PATCH', `/api/storages/${made.id}`, { name: 'After' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'After', updatedBy: 'admin@spec.example' } });
    expect((await world.get(StoragesRepository).find(made.id))?.sealedConnection).toBe(before?.sealedConnection);
    const rotated = await world.call('admin', 'PATCH', `/api/storages/${made.id}`, {
      connection: { accessKeyId: 'AKIAANOTHEREXAMPLE00', secretAccessKey: secret() },
    });
    expect(rotated.body).toMatchObject({
      name: 'After',
      connection: { region: 'eu-west-1', accessKeyHint: 'AKIA…LE00' },
    });
    expect((await world.get(StoragesRepository).find(made.id))?.sealedConnection).not.toBe(before?.sealedConnection);
  });

  it.each([
    [{}, 'name'],
    [{ name: 'S' }, 'connection'],
    [{ name: '', connection: keys() }, 'name'],
    [{ name: 'a\nb', connection: keys() }, 'name'],
    [{ name: 'S', connection: keys(), owner: 'x' }, 'owner'],
    [{ name: 'S', connection: { ...keys(), region: 'eu west' } }, 'connection.region'],
    [{ name: 'S', connection: { kind: 'sftp' } }, 'connection.kind'],
    [{ name: 'S', connection: { ...keys(), kind: 'azure' } }, 'connection.kind'],
  ])('is refused with the field that is wrong (%#)', async (body, field) => {
    expect(await world.call('owner', 'POST', '/api/storages', body)).toMatchObject({
      status: 400,
      body: { status: 'fail', code: 'bad-request', field },
    });
  });

  it.each([
    'http://169.254.169.254/',
    'http://127.0.0.1:9001',
    'https://[::ffff:10.0.0.1]',
    'https://u:p@host.example',
  ])('never gets an endpoint that we would not call: %s', async (endpoint) => {
    const connection = { ...keys(), kind: 's3-compatible', endpoint };
    expect(await world.call('owner', 'POST', '/api/storages', { name: 'S', connection })).toMatchObject({
      status: 400,
      body: { code: 'address-refused', field: 'connection.endpoint' },
    });
    const made = await create({ name: 'S', connection: { ...connection, endpoint: 'https://s3.example' } });
    const change = { endpoint, secretAccessKey: connection.secretAccessKey };
    expect(await world.call('owner', 'PATCH', `/api/storages/${made.id}`, { connection: change })).toMatchObject({
      status: 400,
      body: { code: 'address-refused' },
    });
  });

  it('is never led to another endpoint by somebody who does not know its secret', async () => {
    const connection = { ...keys(), kind: 's3-compatible', endpoint: 'https://s3.example' };
    const made = await create({ name: 'S', connection });
    const change = { endpoint: 'https://s3.attacker.example' };
    expect(await world.call('admin', 'PATCH', `/api/storages/${made.id}`, { connection: change })).toMatchObject({
      status: 400,
      body: { code: 'bad-request', field: 'connection.secretAccessKey' },
    });
    expect((await world.call('admin', 'GET', `/api/storages/${made.id}`)).body).toMatchObject({
      connection: { endpoint: 'https://s3.example' },
    });
  });

  it('may have an address that the operator allows', async () => {
    const connection = { ...keys(), kind: 's3-compatible', endpoint: 'http://127.0.0.1:9000' };
    expect((await create({ name: 'Local', connection })).connection).toMatchObject({
      endpoint: 'http://127.0.0.1:9000',
    });
  });
});

describe('an organization', () => {
  it('has so many storages that a list of all of them stays short', async () => {
    const columns = 'kind, settings, sealed_connection, created_at, created_by, updated_at, updated_by';
    const { id } = await create({ name: 'S', connection: keys() });
    await world.query(
      `insert into storage_router.storages (id, organization_id, name, ${columns})
       select 'many-' || n, organization_id, name, ${columns} from storage_router.storages, generate_series(1, $2::int) n where id = $1`,
      [id, maxStorages],
    );
    expect(await world.call('owner', 'POST', '/api/storages', { name: 'S', connection: keys() })).toMatchObject({
      status: 409,
      body: { code: 'conflict', message: expect.stringContaining(`at most ${maxStorages}`) },
    });
    await world.query(`delete from storage_router.storages where id like 'many-%'`);
  });
});

describe('an assumed role', () => {
  it('carries an external id of ours, one per organization', async () => {
    const roleArn = 'arn:aws:iam::210987654321:role/exports';
    const connection = { kind: 'aws-role', region: 'eu-west-1', roleArn, externalId: 'chosen-by-somebody' };
    const made = await create({ name: 'Role', connection });
    const setup = await world.call<{ externalId: string }>('owner', 'GET', '/api/storages/aws-role-setup');
    const { externalId } = setup.body;
    expect(externalId).toMatch(/^hub-[0-9a-f]{32}$/);
    expect(made.connection).toEqual({ kind: 'aws-role', region: 'eu-west-1', roleArn, externalId });
    expect(setup.body).toEqual({
      principal: 'arn:aws:iam::123456789012:role/hub',
      externalId,
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::123456789012:role/hub' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': externalId } },
          },
        ],
      },
    });
    const theirs = await world.call<{ externalId: string }>('stranger', 'GET', '/api/storages/aws-role-setup');
    expect(theirs.body.externalId).not.toBe(externalId);
    const changed = await world.call<StorageView>('owner', 'PATCH', `/api/storages/${made.id}`, {
      connection: { externalId: theirs.body.externalId },
    });
    expect(changed.body.connection.externalId).toBe(externalId);
  });

  it('has one id however many ask at once', async () => {
    await world.query('delete from storage_router.external_ids');
    const asked = await Promise.all(
      Array.from({ length: 8 }, () =>
        world.call<{ externalId: string }>('owner', 'GET', '/api/storages/aws-role-setup'),
      ),
    );
    expect(new Set(asked.map(({ body }) => body.externalId)).size).toBe(1);
  });
});

describe('opening', () => {
  const at = (storageId: string, organizationId?: string) =>
    world.get(OpenStorage).bucket({ storageId, organizationId }, 'customers-bucket', 'exports');

  it('gives the bucket, the same client until the storage changes', async () => {
    const { id } = await create({ name: 'S', connection: keys() });
    const first = await at(id, world.people.id);
    expect(first.bucket).toBe('customers-bucket');
    expect(await at(id)).toBe(first);
    await world.call('owner', 'PATCH', `/api/storages/${id}`, { connection: { secretAccessKey: secret() } });
    expect(await at(id)).not.toBe(first);
  });

  it('knows no storage of another organization, nor one that is gone', async () => {
    const { id } = await create({ name: 'S', connection: keys() });
    await expect(at(id, world.people.otherId)).rejects.toMatchObject({ code: 'not-found', field: 'storageId' });
    expect((await world.call('owner', 'DELETE', `/api/storages/${id}`)).status).toBe(200);
    await expect(at(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a secret that was put into another row, was changed, or fits no more', async () => {
    const [one, two, three] = [
      await create({ name: '1', connection: keys() }),
      await create({ name: '2', connection: keys() }),
      await create({ name: '3', connection: keys() }),
    ];
    const copy = `update storage_router.storages t set sealed_connection = s.sealed_connection
      from storage_router.storages s where t.id = $1 and s.id = $2`;
    await world.query(copy, [two.id, one.id]);
    await expect(at(two.id)).rejects.toMatchObject({ code: 'seal-broken', fault: 'hub' });
    await world.query('update storage_router.storages set organization_id = $2 where id = $1', [
      one.id,
      world.people.otherId,
    ]);
    await expect(at(one.id, world.people.otherId)).rejects.toMatchObject({ code: 'seal-broken' });
    const outdated = { kind: 'gcs-hmac', accessKeyId: 7, secretAccessKey: 'a secret of an older version' };
    await world.query('update storage_router.storages set sealed_connection = $2 where id = $1', [
      three.id,
      world.get(EnvelopeSealer).seal(JSON.stringify(outdated), `storages/${world.people.id}/${three.id}`),
    ]);
    await expect(at(three.id)).rejects.toMatchObject({ code: 'connection-outdated', fault: 'hub' });
    // a whole connection mends it
    expect(
      (await world.call('owner', 'PATCH', `/api/storages/${two.id}`, { connection: { region: 'eu-west-2' } })).status,
    ).toBe(500);
    expect((await world.call('owner', 'PATCH', `/api/storages/${two.id}`, { connection: keys() })).status).toBe(200);
    expect((await at(two.id)).bucket).toBe('customers-bucket');
  });
});
