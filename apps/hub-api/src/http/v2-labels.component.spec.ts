import { box, exampleProject, type ExampleProject } from '../testing/example-project.js';
import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('/v2/import/labels', () => {
  let hub: RunningHub;
  let project: ExampleProject;
  beforeAll(async () => {
    hub = await startHub();
  });
  beforeEach(async () => {
    project = await exampleProject(hub);
  });
  afterAll(() => hub.stop());

  const importLabels = async (body: object) =>
    (
      await hub
        .as('lead')
        .post('/v2/import/labels', { project: project.id, ...body })
        .expect(200)
    ).body.data;
  const toolsOf = async (task: string) =>
    (await hub.as('labeler').get(`/v2/task/${task}`).expect(200)).body.data.task.answer.tools;

  it('labels every asset a record matches, by external id or URL', async () => {
    const [a, b, c] = await project.add('same.png', 'same.png', 'other.png');
    const data = await importLabels({
      jsonContent: [
        { externalId: 'same.png', objects: [{ ...box(), classifications: [{ title: 'Pose', answer: 'sitting' }] }] },
        { data: 'https://cdn.example/other.png', tools: [{ ...box(), schemaId: 'c1', lock: true, mine: 'kept' }] },
      ],
    });
    expect(data).toMatchObject({ project: '3 / 3 tasks are labeled.', notLabeled: [] });
    expect(await toolsOf(a!.task)).toEqual(
      await toolsOf(b!.task).then((tools) => [
        { ...tools[0], objectId: expect.any(String), classifications: expect.any(Array), metadata: expect.any(Object) },
      ]),
    );
    const [tool] = await toolsOf(c!.task);
    expect(tool).toMatchObject({ lock: true, mine: 'kept', metadata: { createdBy: 'import', createdIn: 'Start' } });
  });

  it('takes the form of the REST reference too', async () => {
    const [a] = await project.add('a.png');
    const data = await importLabels({ labels: [{ assetId: a!.asset, answer: { objects: [box()] }, status: 'done' }] });
    expect(data.project).toBe('1 / 1 tasks are labeled.');
    expect(await toolsOf(a!.task)).toHaveLength(1);
  });

  it('sets bad records aside, names them with their reason, and imports the rest', async () => {
    const [good, partly] = await project.add('good.png', 'partly.png');
    const data = await importLabels({
      jsonContent: [
        { externalId: 'good.png', objects: [box()] },
        { externalId: 'partly.png', objects: [{ title: 'Dog', point: [1, 2] }] },
        { externalId: 'nowhere.png', objects: [] },
        'not an object',
        { externalId: 'partly.png', objects: [{ ...box(), 'bounding-box': { x: 'left' } }] },
        { objects: [box()] },
        { externalId: 'good.png', classifications: 'sun' },
      ],
    });
    expect(data.project).toBe('1 / 7 tasks are labeled.');
    expect(data.notLabeled).toEqual([
      {
        index: 1,
        externalId: 'partly.png',
        task: partly!.task,
        reason: 'tools[0]: the project has no class called Dog',
      },
      { index: 2, externalId: 'nowhere.png', reason: 'no asset of the project has the externalId nowhere.png' },
      { index: 3, reason: 'the record is not an object' },
      { index: 4, externalId: 'partly.png', task: partly!.task, reason: expect.stringContaining('bounding-box.') },
      { index: 5, reason: 'the record names no asset: give externalId, assetId or data' },
      { index: 6, externalId: 'good.png', reason: 'classifications is not a list' },
    ]);
    expect(await toolsOf(good!.task)).toHaveLength(1);
    expect(await toolsOf(partly!.task)).toHaveLength(0);
  });

  it('labels only tasks that wait in Start, and leaves them there', async () => {
    const [early] = await project.add('early.png');
    await project.requeue('Label');
    const [late] = await project.add('late.png');
    const data = await importLabels({
      jsonContent: ['early.png', 'late.png'].map((externalId) => ({ externalId, objects: [box()] })),
    });
    expect(data.project).toBe('1 / 2 tasks are labeled.');
    expect(data.notLabeled).toEqual([
      expect.objectContaining({ index: 0, task: early!.task, reason: expect.stringContaining('in stage Label') }),
    ]);
    expect((await hub.as('labeler').get(`/v2/task/${late!.task}`).expect(200)).body.data.task.stage).toBe('Start');
    const listed = await hub
      .as('lead')
      .get(`/v2/project/${project.id}/assets?filters=${encodeURIComponent('{"isPreLabeled":true}')}`)
      .expect(200);
    expect(listed.body.data.assets.map((asset: { _id: string }) => asset._id)).toEqual([late!.asset]);
  });

  it('makes one track of a video object named on several pages', async () => {
    const [video] = await project.add('clip.mp4');
    const frames = [0, 2, 3].map((page) => ({
      ...box(page),
      objectId: 'o1',
      page,
      ...(page === 3 && { interpolationStopped: true }),
    }));
    await importLabels({ jsonContent: [{ externalId: 'clip.mp4', objects: frames }] });
    const tools = await toolsOf(video!.task);
    expect(tools.map((tool: { page: number; objectId: string }) => [tool.page, tool.objectId])).toEqual([
      [0, 'o1'],
      [2, 'o1'],
      [3, 'o1'],
    ]);
  });
});
