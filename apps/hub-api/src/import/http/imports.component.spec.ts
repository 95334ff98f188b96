import type { Server } from 'node:http';
import supertest from 'supertest';
import { startHub, type RunningHub } from '../../testing/running-hub.js';

const coco = (images: number): string =>
  JSON.stringify({
    images: Array.from({ length: images }, (_, id) => ({ id, file_name: `${id}.png` })),
    annotations: [{}],
  });

describe('POST /api/projects/:id/imports', () => {
  let hub: RunningHub;
  let projectId: string;
  beforeAll(async () => {
    hub = await startHub();
    projectId = await hub.projects.create({
      organizationId: hub.organizationId,
      name: 'p',
      createdBy: 'owner@example.org',
    });
    for (const [name, role] of [
      ['manager', 'Manager'],
      ['lead', 'Lead'],
      ['labeler', 'Labeler'],
    ] as const)
      await hub.join(projectId, name, role);
  });
  afterAll(() => hub.stop());

  const send = (key: string, query: string, body: string, type = 'application/octet-stream') =>
    supertest(hub.app.getHttpServer() as Server)
      .post(`/api/projects/${projectId}/imports?${query}`)
      .set('apikey', key)
      .set('content-type', type)
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => done(null, text));
      })
      .send(body);
  const linesOf = (body: unknown): Record<string, unknown>[] =>
    String(body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('answers line by line: what was set aside, and the summary', async () => {
    const answer = await send('manager', 'file=a.json', coco(3)).expect(200);
    const lines = linesOf(answer.body);
    expect(lines.filter(({ type }) => type === 'set-aside')).toEqual([
      {
        type: 'set-aside',
        file: 'a.json',
        place: 'annotations[0] (line 1)',
        kind: 'bad-annotation',
        reason: expect.stringContaining('image_id') as string,
      },
    ]);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', read: 4, imported: 3, setAside: 1, tasks: 3 });
  });

  it('takes a body far beyond the JSON limit of the service', async () => {
    const body = coco(2).padEnd(40 * 1024 * 1024, ' ');
    const answer = await send('owner', 'file=big.json&stage=Label&batches=x,y', body).expect(200);
    expect(linesOf(answer.body).at(-1)).toMatchObject({ type: 'summary', tasks: 2 });
    const { body: shown } = await hub.as('owner').get(`/api/projects/${projectId}`);
    expect(shown).toMatchObject({ batches: [{ name: 'x' }, { name: 'y' }] });
  });

  it.each([
    ['lead', 403],
    ['labeler', 403],
    ['member', 404],
    ['stranger', 404],
    ['nobody', 401],
  ])('is closed to %s', async (key, status) => {
    await send(key, 'file=a.json', coco(1)).expect(status);
  });

  it.each([
    ['stage=Nowhere&file=a.json', 'application/octet-stream', 'stage'],
    ['format=word&file=a.json', 'application/octet-stream', 'format'],
    ['file=a.json', 'application/json', 'content-type'],
  ])('names what is wrong with %s as %s', async (query, type, field) => {
    const answer = await send('manager', query, coco(1), type).expect(400);
    expect(JSON.parse(String(answer.body))).toMatchObject({ status: 'fail', code: 'bad-request', field });
  });

  it('refuses a body that is neither one named file nor a tar', async () => {
    const answer = await send('manager', '', coco(30)).expect(400);
    expect(JSON.parse(String(answer.body))).toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('tar') as string,
    });
  });
});
