import { emailOf, startHub, type RunningHub } from '../testing/running-hub.js';

describe('the key that a plugin has for a run', () => {
  let hub: RunningHub;
  let key: string;
  let projectId: string;
  beforeAll(async () => {
    hub = await startHub();
    const { accounts, organizationId } = hub;
    projectId = await hub.projects.create({ organizationId, name: 'Street', createdBy: emailOf('owner') });
    const userId = (await accounts.userIdByEmail(emailOf('owner'))) ?? '';
    key = await accounts.openPluginSession({
      ...{ sessionId: 's1', pluginId: 'p1', pluginName: 'Mine', organizationId, projectId, userId, sendEmail: false },
      expiresAt: new Date(Date.now() + 600_000),
    });
  });
  afterAll(() => hub.stop());

  it('opens what the published client reads of its project', async () => {
    await hub.as(key).get(`/v2/project/${projectId}`).expect(200);
    await hub.as(key).get(`/v2/project/${projectId}/assets?page=1&limit=1000&filters={}`).expect(200);
  });

  it('makes no other key, and manages nobody, although an owner started the run', async () => {
    const plugin = hub.as(key);
    await plugin.post('/api/api-keys', { label: 'for ever' }).expect(403);
    await plugin.get('/api/api-keys').expect(403);
    await plugin.get(`/v2/organization/${hub.organizationId}/invites`).expect(403);
    const other = await hub.projects.create({
      organizationId: hub.organizationId,
      name: 'Other',
      createdBy: emailOf('owner'),
    });
    await plugin.get(`/v2/project/${other}`).expect((answer) => {
      expect([400, 403, 404]).toContain(answer.status);
    });
  });
});
