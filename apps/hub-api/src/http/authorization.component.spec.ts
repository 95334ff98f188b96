import { describeApi } from '@hub/service-defaults';
import type supertest from 'supertest';
import { hubApi } from '../hub-api.module.js';
import { exampleProject, type ExampleProject } from '../testing/example-project.js';
import { startHub, type Client, type RunningHub } from '../testing/running-hub.js';

/** From the least to the most. `stranger` is the owner of another organization, `member` is in ours, but in no project. */
const people = ['nobody', 'stranger', 'member', 'labeler', 'reviewer', 'lead', 'manager', 'admin', 'owner'] as const;
type Person = (typeof people)[number];
const outsiders: readonly Person[] = ['stranger', 'member'];

interface Rule {
  /** As in the OpenAPI document. */
  readonly route: string;
  /** The first person of the list who may; everybody behind may too. */
  readonly from: Person;
  /** What those before get who are signed in and in the organization, unless they see nothing at all. */
  readonly call: (client: Client, project: ExampleProject, task: { task: string; asset: string }) => supertest.Test;
  /** Not about one project: a refusal is 403 for all of our people. */
  readonly organization?: true;
  /** Everything that is refused here is refused as unknown. */
  readonly own?: true;
}

const rules: readonly Rule[] = [
  { route: 'GET /v2/listProjects', from: 'stranger', call: (c) => c.get('/v2/listProjects') },
  { route: 'GET /api/projects', from: 'stranger', call: (c) => c.get('/api/projects') },
  { route: 'GET /api/session', from: 'stranger', call: (c) => c.get('/api/session') },
  { route: 'GET /api/api-keys', from: 'stranger', call: (c) => c.get('/api/api-keys') },
  { route: 'POST /api/api-keys', from: 'stranger', call: (c) => c.post('/api/api-keys', { label: 'x' }) },
  { route: 'POST /v2/project', from: 'admin', organization: true, call: (c) => c.post('/v2/project', { name: 'New' }) },
  { route: 'GET /v2/project/{id}', from: 'labeler', call: (c, p) => c.get(`/v2/project/${p.id}`) },
  { route: 'GET /api/projects/{id}', from: 'labeler', call: (c, p) => c.get(`/api/projects/${p.id}`) },
  {
    route: 'POST /v2/project/{id}',
    from: 'manager',
    call: (c, p) => c.post(`/v2/project/${p.id}`, { benchmarkEnabled: true }),
  },
  { route: 'DELETE /v2/project/{id}', from: 'manager', call: (c, p) => c.delete(`/v2/project/${p.id}`) },
  { route: 'POST /v2/batches/{projectId}', from: 'lead', call: (c, p) => c.post(`/v2/batches/${p.id}`, { name: 'b' }) },
  {
    route: 'POST /v2/project/{id}/assigned',
    from: 'lead',
    call: (c, p) => c.post(`/v2/project/${p.id}/assigned`, { assignees: ['member@example.org'], role: 'Labeler' }),
  },
  {
    route: 'POST /v2/project/{id}/cloud',
    from: 'lead',
    call: (c, p) => c.post(`/v2/project/${p.id}/cloud`, { assets: [{ data: 'https://x.example/1.png' }] }),
  },
  { route: 'GET /v2/project/{id}/assets', from: 'labeler', call: (c, p) => c.get(`/v2/project/${p.id}/assets`) },
  {
    route: 'DELETE /v2/project/{id}/assets',
    from: 'lead',
    call: (c, p, t) => c.delete(`/v2/project/${p.id}/assets`, { assets: [t.asset] }),
  },
  {
    route: 'POST /v2/assignBatches',
    from: 'lead',
    call: (c, p, t) => c.post('/v2/assignBatches', { projectId: p.id, assets: [t.asset], batches: ['week-1'] }),
  },
  { route: 'GET /v2/project/{id}/tasks', from: 'labeler', call: (c, p) => c.get(`/v2/project/${p.id}/tasks`) },
  { route: 'GET /v2/task/{id}', from: 'labeler', call: (c, _p, t) => c.get(`/v2/task/${t.task}`) },
  { route: 'GET /v2/task/{id}/history', from: 'labeler', call: (c, _p, t) => c.get(`/v2/task/${t.task}/history`) },
  {
    route: 'POST /v2/task/assign',
    from: 'lead',
    call: (c, p, t) => c.post('/v2/task/assign', { project: p.id, tasks: [t.task], user: 'labeler@example.org' }),
  },
  {
    route: 'POST /v2/project/{id}/requeueTasks',
    from: 'lead',
    call: (c, p) => c.post(`/v2/project/${p.id}/requeueTasks`, { toStageId: 'Label' }),
  },
  {
    route: 'POST /v2/project/{id}/updatePriority',
    from: 'lead',
    call: (c, p) => c.post(`/v2/project/${p.id}/updatePriority`, { priority: 1 }),
  },
  {
    route: 'POST /v2/import/labels',
    from: 'lead',
    call: (c, p) => c.post('/v2/import/labels', { project: p.id, jsonContent: [] }),
  },
  {
    route: 'POST /v2/annotate/{taskId}',
    from: 'labeler',
    call: (c, _p, t) => c.post(`/v2/annotate/${t.task}`, { answer: { objects: [] } }),
  },
  {
    route: 'POST /api/projects/{id}/imports',
    from: 'manager',
    call: (c, p) =>
      c.post(`/api/projects/${p.id}/imports?file=x.csv`).set('content-type', 'application/octet-stream').send('a,b\n'),
  },
  { route: 'GET /v2/issues', from: 'labeler', call: (c, p) => c.get(`/v2/issues?project=${p.id}`) },
  {
    route: 'POST /v2/issues',
    from: 'labeler',
    call: (c, _p, t) => c.post('/v2/issues', { labelTask: t.task, content: 'x' }),
  },
];

/** Rules that need something to exist first, or that belong to one person: shown one by one below, or in their own specs. */
const shownElsewhere = [
  'DELETE /api/api-keys/{id}',
  'POST /api/session',
  'DELETE /api/session',
  'GET /v2/taskHistory/{id}',
  'POST /v2/review/{taskId}',
  'POST /v2/issues/{id}',
  'DELETE /v2/issues/{id}',
  'POST /v2/issues/{id}/comment',
  'GET /v2/organization/{id}/users',
  'POST /v2/organization/{id}/users',
  'DELETE /v2/organization/{id}/users',
  'GET /v2/organization/{id}/invites',
  'POST /v2/organization/{id}/invites',
  'DELETE /v2/organization/{id}/invites',
  'POST /api/invites/accept',
];

describe('who may do what', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.stop());

  const expectedStatus = (rule: Rule, person: Person): number | 'success' => {
    if (people.indexOf(person) >= people.indexOf(rule.from)) return 'success';
    if (person === 'nobody') return 401;
    if (rule.organization) return person === 'stranger' ? 'success' : 403;
    return outsiders.includes(person) ? 404 : 403;
  };

  /** What is read or refused leaves a project as it was, so all of these calls may share one. */
  const changes = (rule: Rule, person: Person): boolean =>
    expectedStatus(rule, person) === 'success' && !rule.route.startsWith('GET ');

  describe.each(rules)('$route', (rule) => {
    const open = async (): Promise<[ExampleProject, { task: string; asset: string }]> => {
      const project = await exampleProject(hub);
      return [project, (await project.add('a.png'))[0]!];
    };
    let unchanged: ReturnType<typeof open> | undefined;

    it.each(people)('as %s', async (person) => {
      const [project, task] = await (changes(rule, person) ? open() : (unchanged ??= open()));
      const { status, body } = await rule.call(hub.as(person === 'nobody' ? 'no such key' : person), project, task);
      const expected = expectedStatus(rule, person);
      if (expected === 'success') expect([200, 201]).toContain(status);
      else expect(status).toBe(expected);
      if (status === 401) expect(body.message).toBe('Invalid API KEY');
      if (status === 403) expect(body.message).toMatch(/needs the role (Reviewer|Lead|Manager)|owners and admins/);
    });
  });

  it.each(people)('a task in a Review stage, as %s', async (person) => {
    const project = await exampleProject(hub);
    const [task] = await project.add('a.png');
    await project.requeue('Check');
    const client = hub.as(person === 'nobody' ? 'no such key' : person);
    const may = people.indexOf(person) >= people.indexOf('reviewer');
    const refused = person === 'nobody' ? 401 : outsiders.includes(person) ? 404 : 403;
    await client.post(`/v2/annotate/${task!.task}`, { answer: { objects: [] } }).expect(may ? 200 : refused);
    await client.post(`/v2/review/${task!.task}`, { reviewStatus: 'Accepted' }).expect(may ? 200 : refused);
    const entries = (await hub.as('owner').get(`/v2/task/${task!.task}/history`)).body.data.taskHistory;
    if (may) await client.get(`/v2/taskHistory/${entries.at(-1)._id}`).expect(200);
  });

  it.each(people)('an issue of somebody else, as %s', async (person) => {
    const project = await exampleProject(hub);
    const [task] = await project.add('a.png');
    const raised = await hub.as('owner').post('/v2/issues', { labelTask: task!.task, content: 'x' }).expect(201);
    const path = `/v2/issues/${raised.body.data.issue._id}`;
    const client = hub.as(person === 'nobody' ? 'no such key' : person);
    const level = people.indexOf(person);
    const hidden = person === 'nobody' ? 401 : 404;
    const change = level >= people.indexOf('lead') ? 200 : level >= people.indexOf('labeler') ? 403 : hidden;
    await client.post(`${path}/comment`, { content: 'y' }).expect(level >= people.indexOf('labeler') ? 200 : hidden);
    await client.post(path, { status: 'Resolved' }).expect(change);
    await client.delete(path).expect(change);
  });

  it.each(people)('the people of the organization, as %s', async (person) => {
    const email = `${person}-guest@example.org`;
    const guest = await hub.accounts.createUser({ email, name: 'guest' });
    await hub.accounts.setOrganizationRole(hub.organizationId, guest, 'member');
    const { key } = await hub.accounts.createApiKey(hub.organizationId, guest, 'guest');
    const client = hub.as(person === 'nobody' ? 'no such key' : person);
    const path = `/v2/organization/${hub.organizationId}/users`;
    const refused = person === 'nobody' ? 401 : person === 'stranger' ? 404 : 403;
    const status = people.indexOf(person) >= people.indexOf('admin') ? 200 : refused;
    await client.get(path).expect(status);
    await client.post(path, { users: [{ email, organizationRole: 'member' }] }).expect(status);
    const invites = `/v2/organization/${hub.organizationId}/invites`;
    await client.get(invites).expect(status);
    await client.post(invites, { to: [`new-${email}`], organizationRole: 'member' }).expect(status);
    await client.delete(invites, { invites: [`new-${email}`] }).expect(status);
    await client.delete(path, { users: [email] }).expect(status);
    // who is removed is out at once
    await hub
      .as(key)
      .get('/v2/listProjects')
      .expect(status === 200 ? 401 : 200);
  });

  it('never lets anybody take the owner’s place, or give away more than they have', async () => {
    const path = `/v2/organization/${hub.organizationId}/users`;
    await hub
      .as('admin')
      .post(path, { users: [{ email: 'owner@example.org', organizationRole: 'member' }] })
      .expect(403);
    await hub
      .as('admin')
      .delete(path, { users: ['owner@example.org'] })
      .expect(403);
    const project = await exampleProject(hub);
    const give = (who: string, assignees: string[], role: string) =>
      hub.as(who).post(`/v2/project/${project.id}/assigned`, { assignees, role });
    await give('lead', ['labeler@example.org'], 'Manager').expect(403);
    await give('lead', ['manager@example.org'], 'Labeler').expect(403);
    const unknown = await give('lead', ['stranger@example.org'], 'Labeler').expect(400);
    expect(unknown.body).toMatchObject({ field: 'assignees', value: 'stranger@example.org' });
  });

  it('is decided here for every route there is', async () => {
    const settings = hubApi.settings.parse({ DATABASE_URL: 'postgres://localhost/none' });
    const { paths } = await describeApi(hubApi.module(settings));
    const routes = Object.entries(paths)
      .filter(([path]) => !path.startsWith('/health'))
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    expect([...rules.map(({ route }) => route), ...shownElsewhere].sort()).toEqual(routes.sort());
  });
});
