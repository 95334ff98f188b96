import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('/v2 projects', () => {
  let hub: RunningHub;
  let id: string;
  beforeAll(async () => {
    hub = await startHub();
    const created = await hub.as('owner').post('/v2/project', { name: 'Cats', description: '' }).expect(201);
    id = (created.body as { data: { project: { _id: string } } }).data.project._id;
    await hub.join(id, 'manager', 'Manager');
    await hub.join(id, 'labeler', 'Labeler');
  });
  afterAll(() => hub.stop());

  it('starts a project with the default workflow under its literal ids', async () => {
    const { body } = await hub
      .as('labeler')
      .get(`/v2/project/${id}`)
      .set('content-type', 'application/json')
      .expect(200);
    expect(body.status).toBe('success');
    expect(body.data.project).toMatchObject({ _id: id, name: 'Cats', type: 'ango', role: 'Labeler', batches: [] });
    expect(body.data.project.stages.map((stage: { id: string; name: string }) => [stage.id, stage.name])).toEqual([
      ['Start', 'Start'],
      ['Label', 'Label'],
      ['Complete', 'Complete'],
    ]);
  });

  it('lists own projects only, with the total, and takes unknown parameters and a trailing slash', async () => {
    const mine = await hub
      .as('labeler')
      .get('/v2/listProjects/?page=1&limit=10&includeSegmentationPoints=true')
      .expect(200);
    expect(mine.body.data).toMatchObject({
      total: 1,
      projects: [{ _id: id, name: 'Cats', organization: hub.organizationId }],
    });
    const none = await hub.as('member').get('/v2/listProjects').expect(200);
    expect(none.body.data).toEqual({ projects: [], total: 0 });
  });

  it('answers 400 for what is no id and 404 for what one may not see', async () => {
    const bad = await hub.as('owner').get('/v2/project/nonsense').expect(400);
    expect(bad.body).toMatchObject({
      status: 'fail',
      message: 'Invalid project: nonsense',
      field: 'project',
      value: 'nonsense',
    });
    await hub.as('member').get(`/v2/project/${id}`).expect(404);
    await hub.as('stranger').get(`/v2/project/${id}`).expect(404);
  });

  it('takes the ontology under categorySchema, as sent by the SDK with nulls, or as the body', async () => {
    const tool = {
      tool: 'bounding-box',
      title: 'Cat',
      required: null,
      columnField: false,
      color: '#f00',
      shortcutKey: null,
      classifications: [],
      options: [],
      schemaId: 'aa',
    };
    const wrapped = await hub
      .as('manager')
      .post(`/v2/project/${id}`, { categorySchema: { tools: [tool], classifications: [], relations: null } })
      .expect(200);
    expect(wrapped.body.data.project.categorySchema.tools).toEqual([tool]);
    const raw = { classifications: [{ tool: 'radio', title: 'Pose', options: [{ value: 'sitting' }] }] };
    const { body } = await hub.as('manager').post(`/v2/project/${id}`, raw).expect(200);
    expect(body.data.project.categorySchema).toMatchObject({
      tools: [],
      classifications: [{ title: 'Pose', schemaId: expect.stringMatching(/^[0-9a-f]{23}$/) }],
    });
  });

  it('names the field, the value and what is allowed', async () => {
    const { body } = await hub
      .as('manager')
      .post(`/v2/project/${id}`, { categorySchema: { tools: [{ tool: 'boxx', title: 'Cat' }] } })
      .expect(400);
    expect(body).toMatchObject({
      status: 'fail',
      code: 'bad-request',
      field: 'categorySchema.tools.0.tool',
      value: '"boxx"',
      expected: expect.stringContaining('bounding-box'),
    });
    const limit = await hub.as('owner').get('/v2/listProjects?limit=5000').expect(400);
    expect(limit.body).toMatchObject({ field: 'limit', expected: expect.stringContaining('1000') });
  });

  it('refuses a workflow that cannot work', async () => {
    const stages = [{ id: 'Start', type: 'Start', name: 'Start', next: ['Nowhere'] }];
    const { body } = await hub.as('manager').post(`/v2/project/${id}`, { stages }).expect(400);
    expect(body).toMatchObject({ field: 'stages.0.next', value: 'Nowhere', expected: 'ids of the stages: Start' });
  });

  it('keeps benchmark settings', async () => {
    const { body } = await hub
      .as('manager')
      .post(`/v2/project/${id}`, { benchmarkEnabled: true, benchmarkRatio: 10 })
      .expect(200);
    expect(body.data.project).toMatchObject({ benchmarkEnabled: true, benchmarkRatio: 10, benchmarkCutoff: false });
  });

  it('adds one batch by name, answered as "project", or saves the whole list', async () => {
    const one = await hub.as('manager').post(`/v2/batches/${id}`, { name: 'week-1' }).expect(200);
    expect(one.body.data.project).toEqual({ _id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'week-1' });
    const again = await hub.as('manager').post(`/v2/batches/${id}`, { name: 'week-1' }).expect(200);
    expect(again.body.data.project).toEqual(one.body.data.project);
    const whole = await hub
      .as('manager')
      .post(`/v2/batches/${id}`, { batches: [one.body.data.project, { name: 'week-2' }] })
      .expect(200);
    expect(whole.body.data.batches).toEqual([one.body.data.project, { _id: expect.any(String), name: 'week-2' }]);
    const { body } = await hub.as('manager').get(`/v2/project/${id}`).expect(200);
    expect(body.data.project.batches).toEqual(whole.body.data.batches);
  });

  it('hides a deleted project from everybody', async () => {
    const created = await hub.as('admin').post('/v2/project', { name: 'Gone' }).expect(201);
    const gone = created.body.data.project._id as string;
    await hub.as('admin').delete(`/v2/project/${gone}`).set('content-type', 'application/json').expect(200);
    await hub.as('owner').get(`/v2/project/${gone}`).expect(404);
  });

  it('answers malformed JSON with 400 and an oversized body with 413, both as JSON', async () => {
    const malformed = await hub
      .as('manager')
      .post(`/v2/project/${id}`)
      .set('content-type', 'application/json')
      .send('{"name":')
      .expect(400);
    expect(malformed.body).toMatchObject({ status: 'fail', code: 'bad-request' });
    const huge = JSON.stringify({ description: 'x'.repeat(33 * 1024 * 1024) });
    const large = await hub
      .as('manager')
      .post(`/v2/project/${id}`)
      .set('content-type', 'application/json')
      .send(huge)
      .expect(413);
    expect(large.body).toMatchObject({ status: 'fail', code: 'too-large' });
  });

  it('shows our own web app roles, rights and tasks per stage', async () => {
    const { body } = await hub.as('manager').get(`/api/projects/${id}`).expect(200);
    expect(body).toMatchObject({
      id,
      role: 'Manager',
      mayExport: true,
      stages: [{ id: 'Start', tasks: 0 }, { id: 'Label' }, { id: 'Complete' }],
    });
    const listed = await hub.as('labeler').get('/api/projects').expect(200);
    expect(listed.body.projects).toEqual([
      expect.objectContaining({ id, role: 'Labeler', mayExport: false, tasks: 0 }),
    ]);
  });
});
