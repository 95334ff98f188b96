import { randomUUID } from 'node:crypto';
import { Failure } from '@hub/failures';
import type { DestinationReport } from '../destination-check/destination-report.js';
import type { ExportStorageView } from '../export-storage/export-storage-view.js';
import { ExportStorageWorld } from '../testing/export-storage-world.js';
import { roles, type Role } from '../testing/organization.js';
import { internalToken } from '../testing/router-bench.js';

let world: ExportStorageWorld;
let storageId: string;
let theirs: string;
beforeAll(async () => {
  world = await ExportStorageWorld.open();
  storageId = await createStorage('owner');
  theirs = await createStorage('stranger');
});
afterAll(() => world.close());
afterEach(async () => {
  world.open = null;
  await world.query('delete from storage_router.export_storages');
});

async function createStorage(who: Role): Promise<string> {
  const connection = {
    kind: 'aws-keys',
    region: 'eu-central-1',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: randomUUID(),
  };
  const { body } = await world.call<{ id: string }>(who, 'POST', '/api/storages', { name: 'Our AWS', connection });
  return body.id;
}

const path = (suffix = ''): string => `/api/projects/${world.people.projectId}/export-storage${suffix}`;
const get = async () => (await world.call<ExportStorageView>('manager', 'GET', path())).body;
const put = (body: unknown, who: Role = 'manager') => world.call<ExportStorageView>(who, 'PUT', path(), body);
const check = (body?: unknown) => world.call<DestinationReport>('manager', 'POST', path('/check'), body);
const wish = () => ({ enabled: true, storageId, bucket: 'exports', path: 'exports/{year}' });
const destination = async (projectId = world.people.projectId, token = internalToken) =>
  world.call(null, 'GET', `/internal/projects/${projectId}/destination`, undefined, { 'x-internal-token': token });
/** Every change ever, of a project that nobody else uses. */
const changes = (projectId: string) =>
  world.query<{ by: { name: string }; from: unknown; to: unknown }>(
    `select changed_by as by, changed_from as from, changed_to as to from storage_router.export_storage_changes where project_id = $1 order by id`,
    [projectId],
  );
const readOnly = (): void => {
  const refuse = () =>
    Promise.reject(new Failure('access-denied', 'destination', 'The store refused us: AccessDenied'));
  world.open = () => Promise.resolve({ ...world.bucket, put: refuse });
};

describe('the Export Storage of a project', () => {
  it('is off at first', async () => {
    expect(await get()).toEqual({
      enabled: false,
      storageId: null,
      bucket: '',
      path: 'exports',
      storage: null,
      example: expect.stringMatching(/^exports\/Street_scenes-task-export-20\d\d-\d\d-\d\d-\d\d_\d\d_\d\d_GMT\.zip$/),
      lastCheck: null,
      updatedAt: null,
      updatedBy: null,
    });
    expect((await destination()).body).toEqual({ destination: null });
  });

  it('is switched on after a check, and tells where exports go', async () => {
    const { status, body } = await put({ ...wish(), path: ' /exports/{year}/ ', bucket: ' exports ' });
    expect({ status, body }).toMatchObject({ status: 200, body: { lastCheck: { ok: true } } });
    expect(body).toMatchObject({
      enabled: true,
      storageId,
      bucket: 'exports',
      path: 'exports/{year}',
      storage: { id: storageId, name: 'Our AWS', kind: 'aws-keys' },
      example: expect.stringMatching(/^exports\/20\d\d\/Street_scenes-/),
      updatedAt: expect.any(String),
      updatedBy: { userId: expect.any(String), name: 'manager' },
    });
    expect(await get()).toEqual({ ...body, example: expect.any(String) });
    expect((await destination()).body).toEqual({
      destination: { storageId, bucket: 'exports', path: 'exports/{year}' },
    });
    expect(await world.keys()).toEqual([]);
  });

  it('keeps its values while it is off', async () => {
    await put(wish());
    const off = await put({ enabled: false });
    expect(off.body).toMatchObject({ ...wish(), enabled: false, lastCheck: { ok: true } });
    expect((await destination()).body).toEqual({ destination: null });
    expect((await put({ enabled: true })).body).toMatchObject(wish());
  });

  it('may be filled in without being switched on, and nothing is called then', async () => {
    world.open = () => Promise.reject(new Error('nobody asked'));
    expect((await put({ enabled: false, bucket: 'later', path: '' })).body).toMatchObject({
      enabled: false,
      storageId: null,
      bucket: 'later',
      path: '',
      lastCheck: null,
    });
  });

  it('is not saved where a required step fails, and says why with the whole report', async () => {
    const before = (await put(wish())).body;
    readOnly();
    const refused = await world.call('manager', 'PUT', path(), { ...wish(), path: 'elsewhere' });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        status: 'fail',
        code: 'destination-unwritable',
        message: expect.stringMatching(/^Exports cannot be delivered to the bucket 'exports'\. .*AccessDenied/),
        expected: expect.stringContaining('s3:PutObject'),
        details: { report: { ok: false, steps: expect.any(Array) } },
      },
    });
    expect(await get()).toEqual({ ...before, example: expect.any(String) });
  });

  it('remembers every change: who, from what, to what', async () => {
    const projectId = await world.store.projects.create({
      organizationId: world.people.id,
      name: 'Audited',
      createdBy: 'owner@spec.example',
    });
    const at = `/api/projects/${projectId}/export-storage`;
    const one = { ...wish(), enabled: false };
    await world.call('owner', 'PUT', at, one);
    await world.call('owner', 'PUT', at, one);
    await world.call('admin', 'PUT', at, { enabled: false, bucket: 'other' });
    expect(await changes(projectId)).toEqual([
      { by: { userId: expect.any(String), name: 'owner' }, from: null, to: one },
      { by: { userId: expect.any(String), name: 'admin' }, from: one, to: { ...one, bucket: 'other' } },
    ]);
  });

  it('ends with one of several writers, and all of them in the audit', async () => {
    const projectId = await world.store.projects.create({
      organizationId: world.people.id,
      name: 'Contended',
      createdBy: 'owner@spec.example',
    });
    const at = `/api/projects/${projectId}/export-storage`;
    const buckets = ['one', 'two', 'three', 'four'];
    const answers = await Promise.all(
      buckets.map((bucket) => world.call('owner', 'PUT', at, { enabled: false, bucket })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const audit = (await changes(projectId)) as { from: { bucket: string } | null; to: { bucket: string } }[];
    expect(audit.map(({ to }) => to.bucket).sort()).toEqual([...buckets].sort());
    expect(audit.slice(1).map(({ from }) => from?.bucket)).toEqual(audit.slice(0, -1).map(({ to }) => to.bucket));
    const kept = await world.call<ExportStorageView>('owner', 'GET', at);
    expect(kept.body.bucket).toBe(audit.at(-1)?.to.bucket);
  });
});

describe('a wish that makes no sense', () => {
  it.each<[string, object]>([
    ['path', { path: '../theirs' }],
    ['path', { path: 'a//b' }],
    ['path', { path: '{batch}' }],
    ['path', { path: 'x'.repeat(2000) }],
    ['bucket', { bucket: 'evil.com/x' }],
    ['bucket', { bucket: 'my_bucket' }],
    ['bucket', { bucket: '' }],
    ['storageId', { storageId: null }],
    ['storageId', { storageId: '' }],
    ['storageId', { storageId: 'nobodys' }],
    ['storageId', { storageId: 'a\0b' }],
    ['enabled', { enabled: 'yes' }],
    ['bukket', { bukket: 'exports' }],
  ])('is refused and names the field: %s (case %#)', async (field, flaw) => {
    for (const answer of [await put({ ...wish(), ...flaw }), await check({ ...wish(), ...flaw })])
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request', field } });
    expect((await get()).updatedAt).toBeNull();
  });

  it("cannot use another organization's storage", async () => {
    expect(await put({ ...wish(), storageId: theirs })).toMatchObject({ status: 400, body: { field: 'storageId' } });
    expect(await put({ ...wish(), enabled: false, storageId: theirs })).toMatchObject({ status: 400 });
    expect(await check({ ...wish(), storageId: theirs })).toMatchObject({ status: 400 });
  });
});

describe('a check on demand', () => {
  it('of unsaved values saves nothing', async () => {
    const { status, body } = await check(wish());
    expect({ status, ok: body.ok }).toEqual({ status: 200, ok: true });
    expect((await get()).updatedAt).toBeNull();
  });

  it('of what is saved is kept beside it', async () => {
    await put(wish());
    readOnly();
    const report = await check();
    expect(report).toMatchObject({ status: 200, body: { ok: false } });
    expect(await get()).toMatchObject({ enabled: true, lastCheck: report.body });
    await check({ bucket: 'other' });
    expect(await get()).toMatchObject({ lastCheck: report.body });
  });

  it('is one at a time for a project', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const reached = new Promise<void>((resolve) => {
      world.open = async () => {
        resolve();
        await held;
        return world.bucket;
      };
    });
    const first = check(wish());
    await reached;
    expect(await check(wish())).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await put(wish())).toMatchObject({ status: 409, body: { code: 'conflict' } });
    letGo();
    expect((await first).body.ok).toBe(true);
    expect((await check(wish())).status).toBe(200);
  });

  it('needs something to check', async () => {
    expect(await check()).toMatchObject({ status: 400, body: { field: 'storageId' } });
  });
});

describe('who may', () => {
  const allowed: readonly Role[] = ['owner', 'admin', 'manager'];

  it.each(roles.map((role) => [role]))('%s', async (role) => {
    const expected = role === 'revoked' ? 401 : role === 'stranger' ? 404 : allowed.includes(role) ? 200 : 403;
    const statuses = [
      (await world.call(role, 'GET', path())).status,
      (await put({ ...wish(), enabled: false }, role)).status,
      (await world.call(role, 'POST', path('/check'), wish())).status,
    ];
    expect(statuses).toEqual([expected, expected, expected]);
  });

  it('nobody without a key, and nobody in a project that is not there', async () => {
    expect((await world.call(null, 'GET', path())).status).toBe(401);
    for (const id of ['nowhere', 'a%00b', 'x'.repeat(300)])
      expect((await world.call('owner', 'GET', `/api/projects/${id}/export-storage`)).status).toBe(404);
    expect(
      (await world.call('owner', 'GET', `/api/projects/${world.people.otherProjectId}/export-storage`)).status,
    ).toBe(404);
  });

  it('only the services ask for the destination', async () => {
    expect((await destination(world.people.projectId, 'wrong')).status).toBe(401);
    expect((await destination('a%00b')).body).toEqual({ destination: null });
    expect((await world.call('owner', 'GET', `/internal/projects/x/destination`)).status).toBe(401);
  });
});

describe('a storage that is deleted', () => {
  it('is kept by a setting that is on, and forgotten by one that is off', async () => {
    const mine = await createStorage('owner');
    await put({ ...wish(), storageId: mine });
    const remove = () => world.call('owner', 'DELETE', `/api/storages/${mine}`);
    expect(await remove()).toMatchObject({ status: 409, body: { message: expect.stringContaining('Street scenes') } });
    await put({ enabled: false });
    expect((await remove()).status).toBe(200);
    expect(await get()).toMatchObject({
      enabled: false,
      storageId: null,
      bucket: 'exports',
      storage: null,
      lastCheck: null,
    });
    expect(await put({ enabled: true })).toMatchObject({ status: 400, body: { field: 'storageId' } });
  });

  it('is not switched on when it goes away during the check', async () => {
    const mine = await createStorage('owner');
    world.open = async () => {
      await world.call('owner', 'DELETE', `/api/storages/${mine}`);
      return world.bucket;
    };
    expect(await put({ ...wish(), storageId: mine })).toMatchObject({ status: 400, body: { field: 'storageId' } });
    expect((await get()).updatedAt).toBeNull();
  });
});
