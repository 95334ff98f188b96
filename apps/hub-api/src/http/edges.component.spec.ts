import type { Server } from 'node:http';
import supertest from 'supertest';
import { describeApi } from '@hub/service-defaults';
import { hubApi } from '../hub-api.module.js';
import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('the edges of hub-api', () => {
  let hub: RunningHub;
  const http = () => supertest(hub.app.getHttpServer() as Server);
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.stop());

  it('shows that it runs, and how to export', async () => {
    const { text, headers } = await http().get('/').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('/v2/export');
    for (const link of ['/api/docs', '/api/openapi.json', '/mail']) expect(text).toContain(`href="${link}"`);
  });

  it('documents itself without the internet', async () => {
    const page = (await http().get('/api/docs').expect(200)).text;
    const own = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(own.length).toBeGreaterThan(3);
    for (const path of own) await http().get(path).expect(200);
    await http().get('/api/docs/..%2fpackage.json').expect(404);
  });

  it('serves a document that is current', async () => {
    const { body } = await http().get('/api/openapi.json').expect(200);
    const settings = hubApi.settings.parse({ DATABASE_URL: 'postgres://localhost/none' });
    const { paths } = await describeApi(hubApi.module(settings));
    const mine = Object.keys(paths).filter((path) => !path.startsWith('/health'));
    expect(mine.length).toBeGreaterThan(25);
    for (const path of mine)
      expect({ [path]: body.paths[path] }).toEqual({ [path]: JSON.parse(JSON.stringify(paths[path])) });
  });

  it('takes double slashes, and answers unknown paths and methods as JSON', async () => {
    await hub.as('owner').get('/v2//listProjects?page=1').expect(200);
    expect((await hub.as('owner').get('/v2/nothing').expect(404)).body).toMatchObject({
      status: 'fail',
      code: 'not-found',
    });
    expect((await hub.as('owner').get('/v2/project/%E0%A4%A').expect(400)).body).toMatchObject({
      status: 'fail',
      code: 'bad-request',
    });
  });

  it('refuses text that cannot be stored as the caller’s mistake', async () => {
    const { body } = await hub.as('owner').post('/v2/project', { name: 'a\u0000b' }).expect(400);
    expect(body).toMatchObject({ status: 'fail', code: 'bad-request', message: expect.stringContaining('NUL') });
  });

  it('says whether it is ready', async () => {
    await http().get('/health/ready').expect(200, { status: 'ok' });
  });
});
