import { exampleProject, type ExampleProject } from '../testing/example-project.js';
import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('/v2 assets', () => {
  let hub: RunningHub;
  let project: ExampleProject;
  beforeAll(async () => {
    hub = await startHub();
    project = await exampleProject(hub);
  });
  afterAll(() => hub.stop());

  const list = async (query = '') => {
    const { body } = await hub
      .as('labeler')
      .get(`/v2/project/${project.id}/assets?page=1&limit=1000${query}`)
      .expect(200);
    return body.data as { total: number; assets: Record<string, unknown>[] };
  };

  it('takes what the SDK sends: nulls, batch ids in body and query, uploadLocal as text', async () => {
    const other = await hub.as('lead').post(`/v2/batches/${project.id}`, { name: 'week-2' }).expect(200);
    const query = `?batches=["${project.batchId}"]`;
    const assets = [
      { data: 'https://bucket.example/p/assets/0123.mp4', externalId: 'a clip.mp4', contextData: null, metadata: null },
      {
        data: 'https://cdn.example/b%20c.png',
        batches: [other.body.data.project._id],
        contextData: { shot: 3 },
        metadata: { width: 640, height: 480 },
      },
      { data: ['https://cdn.example/p0.png', 'https://cdn.example/p1.png'], externalId: 'pages' },
    ];
    const { body } = await hub
      .as('lead')
      .post(`/v2/project/${project.id}/cloud${query}`, { assets, uploadLocal: 'true', priority: 5 })
      .expect(201);
    expect(body).toMatchObject({ status: 'success', data: { assets: { assetsCreated: 3, tasksCreated: 3 } } });
    const { assets: listed, total } = await list('&filters={}');
    expect(total).toBe(3);
    // newest first
    expect(listed.map((asset) => [asset['externalId'], asset['type'], asset['batches']])).toEqual([
      ['pages', 'multi-image', ['week-1']],
      ['b c.png', 'image', ['week-1', 'week-2']],
      ['a clip.mp4', 'video', ['week-1']],
    ]);
    expect(listed[1]).toMatchObject({ contextData: { shot: 3 }, metadata: { width: 640, height: 480 } });
    expect(listed[2]).not.toHaveProperty('contextData');
    const tasks = await hub
      .as('lead')
      .get(`/v2/project/${project.id}/tasks?filter=${encodeURIComponent('{"priority":{"$eq":5}}')}`)
      .expect(200);
    expect(tasks.body.data.total).toBe(3);
  });

  it('filters by external id and by batches that must all match', async () => {
    const batches = (await hub.as('lead').get(`/v2/project/${project.id}`).expect(200)).body.data.project.batches as {
      _id: string;
      name: string;
    }[];
    const both = JSON.stringify({ batches: batches.map(({ _id }) => _id) });
    expect((await list(`&filters=${encodeURIComponent(both)}`)).assets.map((a) => a['externalId'])).toEqual([
      'b c.png',
    ]);
    // as pasted by the SDK: blanks and quotes encoded, nothing else
    expect((await list('&filters={%22externalId%22:%20%22a%20clip.mp4%22}')).total).toBe(1);
  });

  it('answers an unknown batch, a bad asset or a storage as JSON that names it', async () => {
    const post = (asset: object) =>
      hub
        .as('lead')
        .post(`/v2/project/${project.id}/cloud`, { assets: [{ data: 'https://x.example/1.png' }, asset] })
        .expect(400);
    const batch = await post({ data: 'https://x.example/2.png', batches: ['nope'] });
    expect(batch.body).toMatchObject({ status: 'fail', field: 'assets.1.batches', value: 'nope' });
    const data = await post({ externalId: 'no data' });
    expect(data.body).toMatchObject({ status: 'fail', field: 'assets.1.data' });
    const storage = await post({ data: 'https://x.example/2.png', storage: 's1' });
    expect(storage.body).toMatchObject({
      field: 'assets.1.storage',
      expected: expect.stringContaining('storages cannot be connected yet'),
    });
    expect((await list()).total).toBe(3);
  });

  it('puts assets into batches and shows the stages their tasks have passed', async () => {
    const [made] = await project.add('history.png');
    await hub
      .as('lead')
      .post('/v2/assignBatches', { projectId: project.id, assets: [made!.asset], batches: [project.batchId] })
      .expect(200);
    await project.requeue('Label');
    await hub
      .as('labeler')
      .post(`/v2/annotate/${made!.task}?nextStage=true`, { answer: { objects: [] } })
      .expect(200);
    const [asset] = (await list(`&filters=${encodeURIComponent('{"externalId":"history.png"}')}`)).assets;
    expect(asset).toMatchObject({
      batches: ['week-1'],
      labelTasks: [
        {
          _id: made!.task,
          stage: 'Check',
          stageHistory: [
            { stageId: 'Label', completedBy: 'labeler@example.org', completedAt: expect.stringMatching(/T.*Z$/) },
          ],
        },
      ],
    });
  });

  it('deletes assets with a JSON body on DELETE, and says which it did not know', async () => {
    const [made] = await project.add('gone.png');
    const { body } = await hub
      .as('lead')
      .delete(`/v2/project/${project.id}/assets`, { project: project.id, assets: [made!.asset, 'nope'] })
      .expect(200);
    expect(body.data).toEqual({ assetsDeleted: 1, notFound: ['nope'] });
    await hub.as('lead').get(`/v2/task/${made!.task}`).expect(404);
    expect((await list(`&filters=${encodeURIComponent('{"externalId":"gone.png"}')}`)).total).toBe(0);
  });
});
