import { box, exampleProject, type ExampleProject } from '../testing/example-project.js';
import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('/v2 tasks', () => {
  let hub: RunningHub;
  let project: ExampleProject;
  let tasks: string[];
  beforeAll(async () => {
    hub = await startHub();
    project = await exampleProject(hub);
    tasks = (await project.add('one.png', 'two.png', 'three.png')).map(({ task }) => task);
  });
  afterAll(() => hub.stop());

  const list = async (query: Record<string, string>) => {
    const { body } = await hub
      .as('labeler')
      .get(`/v2/project/${project.id}/tasks?${new URLSearchParams(query).toString()}`)
      .expect(200);
    return body.data as { total: number; tasks: Record<string, unknown>[] };
  };
  const names = async (filter: object) =>
    (await list({ filter: JSON.stringify(filter), sort: 'createdAt' })).tasks.map(
      (task) => (task['asset'] as { externalId: string }).externalId,
    );

  it('pages, sorts and counts', async () => {
    const first = await list({ page: '1', limit: '2' });
    expect(first.total).toBe(3);
    expect(first.tasks.map((task) => task['_id'])).toEqual([tasks[2], tasks[1]]);
    expect((await list({ page: '2', limit: '2' })).tasks.map((task) => task['_id'])).toEqual([tasks[0]]);
    expect((await list({ sort: 'externalId' })).tasks.map((task) => task['_id'])).toEqual([
      tasks[0],
      tasks[2],
      tasks[1],
    ]);
  });

  it('filters by every operator it knows', async () => {
    await hub
      .as('lead')
      .post('/v2/task/assign', { project: project.id, tasks: [tasks[0]], user: 'labeler@example.org', stage: 'Start' })
      .expect(200);
    await hub
      .as('lead')
      .post(`/v2/project/${project.id}/updatePriority`, { filters: { externalIds: ['two.png'] }, priority: 7 })
      .expect(200);
    expect(await names({ assignee: { $eq: 'labeler@example.org' } })).toEqual(['one.png']);
    expect(await names({ assignee: { $exists: false } })).toEqual(['two.png', 'three.png']);
    expect(await names({ assignee: { $ne: 'labeler@example.org' } })).toEqual(['two.png', 'three.png']);
    expect(await names({ externalId: { $regex: '^t' }, priority: { $gte: 7 } })).toEqual(['two.png']);
    expect(await names({ externalId: { $nin: ['one.png'] } })).toEqual(['two.png', 'three.png']);
    expect(await names({ stage: 'Start', isBenchmark: { $eq: false }, isDraft: { $eq: false } })).toHaveLength(3);
    expect(await names({ stage: { $in: ['Label', 'Second look'] } })).toEqual([]);
    expect(
      await names({ createdAt: { $gt: '2000-01-01T00:00:00.000Z', $lt: '2100-01-01T00:00:00.000Z' } }),
    ).toHaveLength(3);
    expect(
      await names({ openIssuesCount: { $eq: 0 }, duration: { $lt: 1 }, batches: { $exists: false } }),
    ).toHaveLength(3);
  });

  it('filters by batches, as ids or names, and by the deprecated parameters', async () => {
    const [made] = await project.add('batched.png');
    await hub
      .as('lead')
      .post('/v2/assignBatches', { projectId: project.id, assets: [made!.asset], batches: [project.batchId] })
      .expect(200);
    for (const batch of [project.batchId, 'week-1']) {
      expect(await names({ batches: { $in: [batch] } })).toEqual(['batched.png']);
      expect((await list({ batches: JSON.stringify([batch]), stage: 'Start', 'status[eq]': 'READY' })).total).toBe(1);
    }
    expect(await names({ batches: { $nin: ['week-1'] } })).toHaveLength(3);
    expect((await list({ 'status[eq]': 'PCT_REQUEUE_WAITING' })).total).toBe(0);
  });

  it('answers only the fields asked for, and those clients always need', async () => {
    const { tasks: found } = await list({ fields: 'stage,_id,project,asset', includeAnswer: 'true', limit: '1' });
    expect(Object.keys(found[0]!).sort()).toEqual(['_id', 'asset', 'project', 'stage']);
  });

  it('refuses a broken filter, naming it', async () => {
    const get = (filter: string) =>
      hub
        .as('labeler')
        .get(`/v2/project/${project.id}/tasks?filter=${encodeURIComponent(filter)}`)
        .expect(400);
    expect((await get('{')).body).toMatchObject({ status: 'fail', field: 'filter', expected: 'JSON text' });
    expect((await get('{"externalId":{"$regex":"("}}')).body).toMatchObject({
      field: 'filter',
      message: expect.stringContaining('$regex'),
    });
    expect((await get('{"stage":{"$where":"1"}}')).body).toMatchObject({
      field: 'filter.stage.$where',
      expected: expect.stringContaining('$in'),
    });
  });

  it('holds the answer lists even when asked for no answer, in Python capitals', async () => {
    const { body } = await hub
      .as('labeler')
      .get(`/v2/task/${tasks[0]}?includeAnswer=False`)
      .set('content-type', 'application/json')
      .expect(200);
    expect(body.data.task).toMatchObject({
      _id: tasks[0],
      project: project.id,
      answer: { tools: [], classifications: [], relations: [] },
    });
  });

  it('saves an answer, sends the task on, and remembers what it said', async () => {
    await project.requeue('Label');
    const answer = { objects: [box()], classifications: [{ title: 'Weather', answer: ['sun'] }], relations: [] };
    const { body } = await hub
      .as('labeler')
      .post(`/v2/annotate/${tasks[0]}?nextStage=true&isPlugin=false`, { answer, duration: 5400 })
      .expect(200);
    expect(body.data.label).toMatchObject({ _id: tasks[0], stage: 'Check' });
    const shown = (await hub.as('labeler').get(`/v2/task/${tasks[0]}?includeAnswer=True`).expect(200)).body.data.task;
    expect(shown).toMatchObject({
      stage: 'Check',
      stageName: 'Second look',
      totalDuration: 5400,
      updatedBy: 'labeler@example.org',
    });
    expect(shown.answer.tools).toEqual([
      expect.objectContaining({ ...box(), schemaId: 'c1', objectId: expect.any(String) }),
    ]);
    const history = (await hub.as('labeler').get(`/v2/task/${tasks[0]}/history`).expect(200)).body.data.taskHistory;
    expect(history).toEqual([
      expect.objectContaining({ stage: 'Label', stageId: 'Label', duration: 5400, completedBy: 'labeler@example.org' }),
    ]);
    const entry = (await hub.as('labeler').get(`/v2/taskHistory/${history[0]._id}`).expect(200)).body.data.taskHistory;
    expect(entry.answer.tools).toHaveLength(1);
    const page = await list({ includeAnswer: 'true', filter: '{"stage":"Check"}' });
    expect((page.tasks[0]!['answer'] as { tools: unknown[] }).tools).toHaveLength(1);
  });

  it('takes tools as well as objects, and names a broken object', async () => {
    await hub
      .as('labeler')
      .post(`/v2/annotate/${tasks[1]}`, { answer: { tools: [{ ...box(), schemaId: 'c1' }] } })
      .expect(200);
    const broken = {
      answer: { objects: [box(), { title: 'Dog', 'bounding-box': { x: 1, y: 1, width: 1, height: 1 } }] },
    };
    const { body } = await hub.as('labeler').post(`/v2/annotate/${tasks[1]}`, broken).expect(400);
    expect(body).toMatchObject({ field: 'answer.tools[1]', message: expect.stringContaining('no class called Dog') });
    const shape = { answer: { objects: [{ ...box(), 'bounding-box': { x: 1, y: 1, width: 1 } }] } };
    expect((await hub.as('labeler').post(`/v2/annotate/${tasks[1]}`, shape).expect(400)).body.field).toContain(
      'bounding-box.height',
    );
    const kept = (await hub.as('labeler').get(`/v2/task/${tasks[1]}`).expect(200)).body.data.task.answer.tools;
    expect(kept).toHaveLength(1);
  });

  it('sends reviewed tasks on, back, or keeps them, and only from a Review stage', async () => {
    expect(
      (await hub.as('reviewer').post(`/v2/review/${tasks[1]}`, { reviewStatus: 'Accepted' }).expect(409)).body.message,
    ).toContain('Review stage');
    const kept = await hub
      .as('reviewer')
      .post(`/v2/review/${tasks[0]}`, { reviewStatus: 'Todo', pctDetails: null })
      .expect(200);
    expect(kept.body.data.task.stage).toBe('Check');
    const back = await hub.as('reviewer').post(`/v2/review/${tasks[0]}`, { reviewStatus: 'Rejected' }).expect(200);
    expect(back.body.data.task.stage).toBe('Label');
    await hub
      .as('labeler')
      .post(`/v2/annotate/${tasks[0]}?nextStage=true`, { answer: { objects: [] } })
      .expect(200);
    const on = await hub.as('reviewer').post(`/v2/review/${tasks[0]}`, { reviewStatus: 'Accepted' }).expect(200);
    expect(on.body.data.task.stage).toBe('Complete');
    const end = await hub
      .as('lead')
      .post(`/v2/annotate/${tasks[0]}?nextStage=true`, { answer: { objects: [] } })
      .expect(409);
    expect(end.body.message).toContain('Complete has no next stage');
  });

  it('requeues by any filter, and counts', async () => {
    const requeue = async (body: object) =>
      (await hub.as('lead').post(`/v2/project/${project.id}/requeueTasks`, body).expect(200)).body.data
        .modifiedCount as number;
    expect(
      await requeue({
        toStageId: 'Start',
        filters: { fromStageIds: ['Complete'] },
        options: { removeAnnotations: true, removeStageHistory: true },
      }),
    ).toBe(1);
    const emptied = (await hub.as('lead').get(`/v2/task/${tasks[0]}`).expect(200)).body.data.task;
    expect(emptied).toMatchObject({ stage: 'Start', answer: { tools: [] } });
    expect((await hub.as('lead').get(`/v2/task/${tasks[0]}/history`).expect(200)).body.data.taskHistory).toEqual([]);
    expect(
      await requeue({
        toStageId: 'Label',
        filters: { taskIds: [tasks[0], tasks[1]], externalIds: ['one.png'] },
        options: null,
      }),
    ).toBe(1);
    const unknown = await hub
      .as('lead')
      .post(`/v2/project/${project.id}/requeueTasks`, { toStageId: 'Nowhere' })
      .expect(400);
    expect(unknown.body).toMatchObject({
      field: 'toStageId',
      value: 'Nowhere',
      expected: 'Start, Label, Check, Complete',
    });
  });
});
