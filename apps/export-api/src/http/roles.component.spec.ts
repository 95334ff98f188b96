import { ExportApiWorld } from '../testing/export-api-world.js';
import type { Role } from '../testing/people.js';

let world: ExportApiWorld;
const ids: Record<string, string> = {};
beforeAll(async () => {
  world = await ExportApiWorld.start();
  const completed = await world.request();
  await world.sendAndWait(world.news(completed).delivered('original'));
  ids['completed'] = completed.id;
  ids['project'] = world.people.projectId;
});
afterAll(() => world.stop());

/** Every endpoint, and what it answers to somebody who may. A fresh export is made for those that change it. */
const endpoints: Record<string, [method: string, path: string, allowed: number, prepare?: 'running' | 'failed']> = {
  'ask for an export': ['POST', '/api/projects/:project/exports', 202],
  'ask for what changed since': ['POST', '/api/projects/:project/exports', 202],
  'share a file that is there': ['POST', '/api/projects/:project/exports', 202],
  'preview an export': ['POST', '/api/projects/:project/exports/preview', 200],
  'preview what changed since': ['POST', '/api/projects/:project/exports/preview', 200],
  'see the history': ['GET', '/api/projects/:project/exports', 200],
  'see an export': ['GET', '/api/exports/:completed', 200],
  'cancel it': ['POST', '/api/exports/:running/cancel', 200, 'running'],
  'retry it': ['POST', '/api/exports/:failed/retry', 202, 'failed'],
  'get a link': ['POST', '/api/exports/:completed/artifacts/original/link', 200],
  'get a revocable link': ['POST', '/api/exports/:completed/artifacts/original/link', 200],
  download: ['GET', '/api/exports/:completed/artifacts/original/download', 302],
  'see who got links': ['GET', '/api/exports/:completed/links', 200],
  'revoke the links': ['POST', '/api/exports/:completed/links/revoke', 200],
};
const bodies: Record<string, () => object> = {
  'ask for what changed since': () => ({ since: ids['completed'] }),
  'share a file that is there': () => ({ format: 'ndjson' }),
  'preview what changed since': () => ({ since: ids['completed'] }),
  'get a revocable link': () => ({ revocable: true }),
};
// allowed, or the refusal's status
const expectations: Record<Role | 'nobody' | 'unknown', 'allowed' | 401 | 403 | 404> = {
  owner: 'allowed',
  admin: 'allowed',
  manager: 'allowed',
  lead: 403,
  reviewer: 403,
  labeler: 403,
  unassigned: 403,
  stranger: 404,
  revoked: 401,
  nobody: 401,
  unknown: 401,
};
const people = Object.keys(expectations) as (keyof typeof expectations)[];
const matrix = Object.keys(endpoints).flatMap((endpoint) => people.map((person) => [endpoint, person] as const));

async function prepare(kind: 'running' | 'failed'): Promise<void> {
  const asked = await world.request();
  if (kind === 'failed') await world.sendAndWait(world.news(asked).failed());
  ids[kind] = asked.id;
}

function as(person: keyof typeof expectations, method: string, path: string, body?: unknown) {
  if (person === 'nobody') return world.call(null, method, path, body);
  if (person === 'unknown') return world.call(null, method, path, body, { apikey: 'no-such-key' });
  return world.call(person, method, path, body);
}

const messages: Record<number, RegExp> = {
  401: /^Invalid API KEY$/,
  403: /Only owners and admins of the organization and managers of the project/,
  404: /There is no (project|export)/,
};

describe('who may', () => {
  it.each(matrix)('%s: %s', async (endpoint, person) => {
    const [method, path, allowed, needs] = endpoints[endpoint]!;
    if (needs) await prepare(needs);
    const answer = await as(
      person,
      method,
      path.replace(/:(\w+)/g, (_, name: string) => ids[name]!),
      method === 'POST' ? (bodies[endpoint]?.() ?? {}) : undefined,
    );
    const expected = expectations[person];
    expect(answer.status).toBe(expected === 'allowed' ? allowed : expected);
    if (expected !== 'allowed')
      expect(answer.body).toMatchObject({ status: 'fail', message: expect.stringMatching(messages[expected]!) });
    else if (endpoint.startsWith('share')) expect(answer.body).toMatchObject({ joinedTo: ids['completed'] });
  });

  const v2 = ['/v2/export', '/v2/exportV3'].flatMap((path) =>
    people.filter((person) => expectations[person] !== 'allowed').map((person) => [path, person] as const),
  );
  it.each(v2)('not: %s, %s', async (path, person) => {
    const answer = await as(person, 'GET', `${path}?project=${ids['project']}`);
    expect(answer.status).toBe(expectations[person]);
    expect(answer.body).toMatchObject({ status: 'fail', message: expect.stringMatching(messages[answer.status]!) });
  });
});

describe('refusals', () => {
  it('change nothing', async () => {
    const asked = await world.request();
    for (const person of people.filter((one) => expectations[one] !== 'allowed'))
      await as(person, 'POST', `/api/exports/${asked.id}/cancel`, {});
    expect((await world.view(asked.id)).state).toBe('requested');
  });
});
