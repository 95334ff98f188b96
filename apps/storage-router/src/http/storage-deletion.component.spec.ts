import { StoragesWorld } from '../testing/storages-world.js';
import type { StorageView } from './storage.answers.js';

let world: StoragesWorld;
let id: string;
beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start();
});
afterAll(() => world.close());
beforeEach(async () => {
  const connection = { kind: 'gcs-hmac', accessKeyId: 'GOOG1EXAMPLE', secretAccessKey: 'a secret of the spec' };
  id = (await world.call<StorageView>('owner', 'POST', '/api/storages', { name: 'S', connection })).body.id;
});

const remove = (path = '/api/storages') => world.call('owner', 'DELETE', `${path}/${id}`);
const there = async (): Promise<boolean> => (await world.call('owner', 'GET', `/api/storages/${id}`)).status === 200;
const exportTo = async (projectId: string, enabled: boolean): Promise<void> => {
  await world.query(
    `insert into storage_router.export_storages (project_id, organization_id, enabled, storage_id, bucket, path, updated_at, updated_by)
     values ($1, $2, $3, $4, 'b', 'exports', now(), '{}')
     on conflict (project_id) do update set enabled = excluded.enabled, storage_id = excluded.storage_id`,
    [projectId, world.people.id, enabled, id],
  );
};
const deliver = async (state: 'delivering' | 'failed'): Promise<void> => {
  await world.query(
    `insert into storage_router.deliveries (export_id, kind, state, attempt, run, request, file_name, storage_id, bucket, key,
       bytes, started_at, progressed_at, marks, ended_at)
     values ($1, 'original', $2, 1, 1, '{}', 'a.zip', $3, 'b', $1, 1, now(), now(), '[]', case when $2 = 'failed' then now() end)`,
    [`${state}-${id}`, state, id],
  );
};

it('answers with what was there, and nothing is left', async () => {
  expect(await remove('/v2/storages')).toMatchObject({
    status: 200,
    body: { status: 'success', data: { storage: { _id: id, name: 'S', provider: 'GCP' } } },
  });
  expect(await there()).toBe(false);
  expect((await remove()).status).toBe(404);
  expect(await world.dump()).not.toContain(id);
});

it('is refused while a project exports to it, naming the project', async () => {
  await exportTo(world.people.projectId, true);
  for (const path of ['/api/storages', '/v2/storages'])
    expect(await remove(path)).toMatchObject({
      status: 409,
      body: { code: 'conflict', message: expect.stringContaining('Street scenes') },
    });
  expect(await there()).toBe(true);
  await exportTo(world.people.projectId, false);
  expect((await remove()).status).toBe(200);
  const [left] = await world.query(
    'select enabled, storage_id from storage_router.export_storages where project_id = $1',
    [world.people.projectId],
  );
  expect(left).toEqual({ enabled: false, storage_id: null });
});

it('is not held up by a project that was deleted', async () => {
  const projectId = await world.store.projects.create({
    organizationId: world.people.id,
    name: 'Gone',
    createdBy: 'owner@spec.example',
  });
  await exportTo(projectId, true);
  await world.store.projects.delete(projectId);
  expect((await remove()).status).toBe(200);
});

it('is refused while a delivery runs', async () => {
  await deliver('failed');
  await deliver('delivering');
  expect(await remove()).toMatchObject({
    status: 409,
    body: { message: expect.stringContaining('A file is being delivered') },
  });
  await world.query(`update storage_router.deliveries set state = 'failed', ended_at = now() where storage_id = $1`, [
    id,
  ]);
  expect((await remove()).status).toBe(200);
});

it('happens once when many ask at once', async () => {
  const statuses = (await Promise.all(Array.from({ length: 6 }, () => remove()))).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 404, 404, 404, 404, 404]);
});
