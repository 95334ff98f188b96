import { roles, type Role } from '../testing/organization.js';
import { StoragesWorld } from '../testing/storages-world.js';
import type { StorageView } from './storage.answers.js';

let world: StoragesWorld;
let storageId: string;
const connection = { kind: 'gcs-hmac', accessKeyId: 'GOOG1EXAMPLE', secretAccessKey: 'a secret of the spec' };
const v2 = { name: 'V2', provider: 'AWS', publicKey: 'AKIAIOSFODNN7EXAMPLE', privateKey: 'a secret of the spec' };

beforeAll(async () => {
  world = await StoragesWorld.open();
  await world.start({ AWS_ROLE_PRINCIPAL: 'arn:aws:iam::123456789012:root' });
});
afterAll(() => world.close());
beforeEach(async () => {
  const made = await world.call<StorageView>('owner', 'POST', '/api/storages', { name: 'S', connection });
  storageId = made.body.id;
});

type Who = Role | 'nobody' | 'unknown';
const people: Who[] = [...roles, 'nobody', 'unknown'];
/** Who may: those who change storages, or those who see them. The rest is told so, unless the storage does not exist for them. */
const may = {
  change: ['owner', 'admin'] as Who[],
  see: ['owner', 'admin', 'manager'] as Who[],
};
const endpoints: [what: string, who: 'change' | 'see', method: string, path: string, ok: number, body?: object][] = [
  ['list', 'see', 'GET', '/api/storages', 200],
  ['show', 'see', 'GET', '/api/storages/:id', 200],
  ['create', 'change', 'POST', '/api/storages', 201, { name: 'New', connection }],
  ['rename', 'change', 'PATCH', '/api/storages/:id', 200, { name: 'Renamed' }],
  ['rotate', 'change', 'PATCH', '/api/storages/:id', 200, { connection: { secretAccessKey: 'another' } }],
  ['delete', 'change', 'DELETE', '/api/storages/:id', 200],
  ['set up a role', 'change', 'GET', '/api/storages/aws-role-setup', 200],
  ['list (v2)', 'see', 'GET', '/v2/storages', 200],
  ['create (v2)', 'change', 'POST', '/v2/storages/', 201, v2],
  ['delete (v2)', 'change', 'DELETE', '/v2/storages/:id', 200],
];
const matrix = endpoints.flatMap((endpoint) => people.map((who) => [endpoint[0], who, endpoint] as const));

function expected(who: Who, group: 'change' | 'see', path: string, ok: number): number {
  if (who === 'nobody' || who === 'unknown' || who === 'revoked') return 401;
  if (who === 'stranger') return path.includes(':id') ? 404 : ok;
  return may[group].includes(who) ? ok : 403;
}

it.each(matrix)('%s: %s', async (_, who, [, group, method, path, ok, body]) => {
  const caller = who === 'nobody' ? null : who === 'unknown' ? { key: 'no-such-key' } : who;
  const before = await world.dump();
  const answer = await world.call(caller, method, path.replace(':id', storageId), body);
  const status = expected(who, group, path, ok);
  expect(answer.status).toBe(status);
  if (status >= 400) {
    expect(answer.body).toMatchObject({ status: 'fail', message: expect.any(String) });
    expect(await world.dump()).toBe(before);
  }
});

it('shows strangers nothing of ours', async () => {
  for (const path of ['/api/storages', '/v2/storages', `/v2/storages?_id=${storageId}`]) {
    const answer = await world.call('stranger', 'GET', path);
    expect(JSON.stringify(answer.body)).not.toContain(storageId);
  }
});

it('says the same to strangers whether a storage exists or not', async () => {
  const there = await world.call('stranger', 'GET', `/api/storages/${storageId}`);
  const notThere = await world.call('stranger', 'GET', `/api/storages/${'0'.repeat(24)}`);
  const masked = (answer: unknown): string => JSON.stringify(answer).replace(/[0-9a-f]{24}/g, 'id');
  expect(masked(there)).toBe(masked(notThere));
  expect((await world.call('owner', 'GET', '/api/storages/%00')).status).toBe(404);
  expect((await world.call('owner', 'DELETE', `/api/storages/${'x'.repeat(500)}`)).status).toBe(404);
});

it('never tells somebody who may not what would be wrong with his body', async () => {
  for (const who of ['manager', 'labeler'] as const) {
    expect((await world.call(who, 'POST', '/api/storages', {})).status).toBe(403);
    expect((await world.call(who, 'POST', '/v2/storages', {})).status).toBe(403);
    expect((await world.call(who, 'PATCH', `/api/storages/${storageId}`, {})).status).toBe(403);
  }
});

it('keeps what is ours alone to our services', async () => {
  for (const who of ['owner', null] as const)
    expect((await world.call(who, 'POST', '/internal/links', {})).status).toBe(401);
});
