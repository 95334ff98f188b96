import { ExportApiWorld } from '../testing/export-api-world.js';

let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  world.call('manager', 'POST', `/api/projects/${world.people.projectId}/exports`, body, headers);

describe('POST /api/projects/{id}/exports refuses, naming field, value and what is right', () => {
  it.each([
    [{ format: 'csv' }, 'format', '"csv"', /json.*ndjson.*split/],
    [{ format: 'json', fromat: 'x' }, 'fromat', '"x"', /fromat/],
    [{ include: { metadata: 'yes' } }, 'include.metadata', '"yes"', /boolean/],
    [{ include: { segmentationPoints: true } }, 'include.segmentationPoints', 'true', /segmentationPoints/],
    [{ stages: ['Nope'] }, 'stages', 'Nope', /Start, Label, Complete/],
    [{ stages: [] }, 'stages', '[]', /leave it out/],
    [{ stages: 'Complete' }, 'stages', '"Complete"', /array/],
    [{ batches: ['week 3'] }, 'batches', 'week 3', /week 1, week 2/],
    [{ tasks: ['65f000000000000000000000'] }, 'tasks', '65f000000000000000000000', /ids of tasks of this project/],
    [{ tasks: ['\0'] }, 'tasks', '\0', /ids of tasks of this project/],
    [{ tasks: [] }, 'tasks', '[]', /leave it out/],
    [{ taskTypes: ['gold'] }, 'taskTypes.0', '"gold"', /default.*consensus.*benchmark/],
    [{ updatedAt: { after: 'yesterday' } }, 'updatedAt.after', '"yesterday"', /datetime/i],
    [{ updatedAt: { $gt: '2024-05-01T00:00:00Z' } }, 'updatedAt.$gt', '"2024-05-01T00:00:00Z"', /\$gt/],
    [{ converter: 'word' }, 'converter', '"word"', /coco/],
    [{ quarantine: 'fail' }, 'quarantine', '"fail"', /policy: 'set-aside'.*policy: 'fail'.*limit/],
    [{ quarantine: null }, 'quarantine', 'null', /policy: 'set-aside'/],
    [{ quarantine: {} }, 'quarantine.policy', '{}', /set-aside, fail or fail-above/],
    [{ quarantine: { policy: 'drop' } }, 'quarantine.policy', '{"policy":"drop"}', /set-aside, fail or fail-above/],
    [{ quarantine: { policy: 'fail', limit: 1 } }, 'quarantine.limit', '1', /limit/],
    [{ quarantine: { policy: 'fail-above' } }, 'quarantine.limit', undefined, /whole number of tasks/],
    [{ quarantine: { policy: 'fail-above', limit: -1 } }, 'quarantine.limit', '-1', /whole number of tasks/],
    [{ quarantine: { policy: 'fail-above', limit: 1.5 } }, 'quarantine.limit', '1.5', /whole number of tasks/],
    [{ reuse: 'no' }, 'reuse', '"no"', /boolean/],
    [{ since: 7 }, 'since', '7', /string/],
    [{ sendEmail: 1 }, 'sendEmail', '1', /boolean/],
    [{ type: 'issue', stages: ['Complete'] }, 'stages', '["Complete"]', /leave it out/],
    [{ type: 'issue', format: 'split' }, 'format', 'split', /json, ndjson/],
  ])('%j', async (body, field, value, expected) => {
    const answer = await post(body);
    expect(answer).toMatchObject({
      status: 400,
      body: { status: 'fail', code: 'bad-request', field, expected: expect.stringMatching(expected) },
    });
    expect(answer.body.value).toBe(value);
  });

  it('no JSON, and too much of it', async () => {
    expect(await post('{"format":')).toMatchObject({ status: 400, body: { status: 'fail' } });
    expect(await post({ tasks: ['x'.repeat(1_100_000)] })).toMatchObject({
      status: 413,
      body: { status: 'fail', code: 'too-large' },
    });
  });

  it('a strange idempotency key', async () => {
    expect(await post({}, { 'idempotency-key': 'x'.repeat(201) })).toMatchObject({
      status: 400,
      body: { field: 'Idempotency-Key' },
    });
  });

  it('an unknown project', async () => {
    for (const id of ['65f000000000000000000000', '%00', 'x'.repeat(300)]) {
      expect(await world.call('manager', 'POST', `/api/projects/${id}/exports`, {})).toMatchObject({
        status: 404,
        body: { status: 'fail', code: 'not-found', field: 'id' },
      });
    }
  });
});

describe('an idempotency key', () => {
  it('gives the same export, also to requests at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => post({ format: 'json' }, { 'idempotency-key': 'once' })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(({ body }) => (body as unknown as { id: string }).id)).size).toBe(1);
    expect(await post({ format: 'ndjson' }, { 'idempotency-key': 'once' })).toMatchObject({
      status: 409,
      body: { field: 'Idempotency-Key', value: 'once' },
    });
  });
});

describe('GET /api/projects/{id}/exports refuses', () => {
  it.each([
    ['limit=101', 'limit'],
    ['limit=0', 'limit'],
    ['page=x', 'page'],
    ['state=done', 'state'],
    ['format=csv', 'format'],
    ['from=yesterday', 'from'],
    ['requestedBy=%00', 'requestedBy'],
    ['sort=asc', 'sort'],
    ['state=failed&state=completed', 'state'],
  ])('%s', async (query, field) => {
    expect(
      await world.call('manager', 'GET', `/api/projects/${world.people.projectId}/exports?${query}`),
    ).toMatchObject({ status: 400, body: { code: 'bad-request', field } });
  });
});

describe('an export that is not there', () => {
  it.each(['65f000000000000000000000', '%00', 'x'.repeat(300), '..%2f'])('%s', async (id) => {
    expect(await world.call('manager', 'GET', `/api/exports/${id}`)).toMatchObject({
      status: 404,
      body: { status: 'fail', code: 'not-found', field: 'id' },
    });
  });
});
