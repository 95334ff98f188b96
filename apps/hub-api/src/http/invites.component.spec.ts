import type { Server } from 'node:http';
import supertest from 'supertest';
import { exampleProject } from '../testing/example-project.js';
import { password, startHub, type RunningHub } from '../testing/running-hub.js';

describe('invites', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.stop());

  const path = () => `/v2/organization/${hub.organizationId}/invites`;
  const invite = async (to: string, projectAssignments: object[] = []): Promise<string> => {
    const { body } = await hub
      .as('admin')
      .post(path(), { to: [to], organizationRole: 'member', projectAssignments })
      .expect(200);
    return body.data.invites[0].token as string;
  };
  const accept = (token: string, secret = 'a long enough secret') =>
    supertest(hub.app.getHttpServer() as Server)
      .post('/api/invites/accept')
      .send({ token, name: 'New', password: secret });
  const open = async () =>
    (await hub.as('admin').get(`${path()}?status=pending`).expect(200)).body.data.invites as { to: string }[];

  it('make a member with the roles that were promised, once', async () => {
    const project = await exampleProject(hub);
    const token = await invite('new@example.org', [{ projectId: project.id, projectRole: 'Reviewer' }]);
    expect((await open()).map(({ to }) => to)).toEqual(['new@example.org']);
    await accept(token).expect(200, { email: 'new@example.org' });
    await accept(token).expect(404);
    expect(await open()).toEqual([]);
    const signIn = await supertest(hub.app.getHttpServer() as Server)
      .post('/api/session')
      .send({ email: 'new@example.org', password: 'a long enough secret' })
      .expect(200);
    expect(signIn.body).toMatchObject({ organization: { role: 'member' }, projectRoles: { [project.id]: 'Reviewer' } });
  });

  it('need the password of an account that exists, and leave it as it was', async () => {
    const token = await invite('stranger@example.org');
    await accept(token).expect(401);
    await accept(token, password).expect(200);
    await hub.as('stranger').get('/v2/listProjects').expect(200);
  });

  it('end when they are taken back or replaced', async () => {
    const first = await invite('later@example.org');
    const second = await invite('later@example.org');
    await accept(first).expect(404);
    await hub
      .as('admin')
      .delete(path(), { invites: ['LATER@example.org'] })
      .expect(200);
    await accept(second).expect(404);
  });

  it('are refused for members and for projects of others', async () => {
    const member = await hub
      .as('admin')
      .post(path(), { to: ['lead@example.org'], organizationRole: 'admin' })
      .expect(400);
    expect(member.body).toMatchObject({ field: 'to', value: 'lead@example.org' });
    const projectAssignments = [{ projectId: 'f'.repeat(24), projectRole: 'Lead' }];
    await hub
      .as('admin')
      .post(path(), { to: ['x@example.org'], organizationRole: 'member', projectAssignments })
      .expect(404);
  });
});
