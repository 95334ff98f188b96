import type { Server } from 'node:http';
import supertest from 'supertest';
import { emailOf, password, startHub, type RunningHub } from '../testing/running-hub.js';

describe('signing in', () => {
  let hub: RunningHub;
  const http = () => supertest(hub.app.getHttpServer() as Server);
  beforeAll(async () => {
    hub = await startHub({ signInLimit: 5 });
  });
  afterAll(() => hub.stop());

  it('sets a cookie scripts cannot read, which then identifies the person', async () => {
    const signedIn = await http()
      .post('/api/session')
      .send({ email: emailOf('manager').toUpperCase(), password })
      .expect(200);
    const cookie = String(signedIn.headers['set-cookie']);
    expect(cookie).toMatch(/^hub_session=[\w-]{20,};.*HttpOnly.*SameSite=Lax/);
    const me = await http().get('/api/session').set('cookie', cookie.split(';')[0]!).expect(200);
    expect(me.body).toMatchObject({
      user: { email: emailOf('manager') },
      organization: { name: 'Acme', role: 'member' },
    });
  });

  it('ends the session on the server, not only in the browser', async () => {
    const signedIn = await http()
      .post('/api/session')
      .send({ email: emailOf('lead'), password })
      .expect(200);
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;
    await http().delete('/api/session').set('cookie', cookie).expect(200, { signedOut: true });
    await http().get('/api/session').set('cookie', cookie).expect(401);
  });

  it('says the same for an unknown e-mail and a wrong password', async () => {
    const wrong = await http()
      .post('/api/session')
      .send({ email: emailOf('owner'), password: 'no' })
      .expect(401);
    const unknown = await http().post('/api/session').send({ email: 'nobody@example.org', password: 'no' }).expect(401);
    expect(wrong.body).toEqual({ status: 'fail', code: 'unauthenticated', message: 'E-mail or password is wrong.' });
    expect(unknown.body).toEqual(wrong.body);
  });

  it('slows guessing down', async () => {
    const attempt = () =>
      http()
        .post('/api/session')
        .send({ email: emailOf('reviewer'), password: 'guess' });
    for (let i = 0; i < 5; i++) await attempt().expect(401);
    const refused = await attempt().expect(429);
    expect(refused.body).toMatchObject({ status: 'fail', message: 'Too many attempts to sign in. Wait a minute.' });
    // others are not locked out
    await http()
      .post('/api/session')
      .send({ email: emailOf('owner'), password })
      .expect(200);
  });
});

describe('API keys', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.stop());

  it('are shown once, work at once, and stop working when revoked', async () => {
    const created = await hub.as('labeler').post('/api/api-keys', { label: 'laptop' }).expect(201);
    const { id, key } = created.body as { id: string; key: string };
    await hub.as(key).get('/v2/listProjects').expect(200);
    const listed = await hub.as('labeler').get('/api/api-keys').expect(200);
    expect(JSON.stringify(listed.body)).not.toContain(key);
    await hub.as('manager').delete(`/api/api-keys/${id}`).expect(404);
    await hub.as('labeler').delete(`/api/api-keys/${id}`).expect(200);
    const refused = await hub.as(key).get('/v2/listProjects').expect(401);
    expect(refused.body).toEqual({ status: 'fail', code: 'unauthenticated', message: 'Invalid API KEY' });
  });
});
