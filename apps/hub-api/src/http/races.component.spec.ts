import { HubDatabase } from '../persistence/hub-database.js';
import { box, exampleProject, type ExampleProject } from '../testing/example-project.js';
import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('changes at the same time', () => {
  let hub: RunningHub;
  let project: ExampleProject;
  beforeAll(async () => {
    hub = await startHub();
  });
  beforeEach(async () => {
    project = await exampleProject(hub);
  });
  afterAll(() => hub.stop());

  it('move a task on once: the others are told that it moved', async () => {
    const [made] = await project.add('a.png');
    await project.requeue('Label');
    const send = () =>
      hub.as('labeler').post(`/v2/annotate/${made!.task}?nextStage=true`, { answer: { objects: [box()] } });
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await send()).status));
    // those that came after it had left Label found it in a Review stage, which is not a Labeler's
    const others = statuses.filter((status) => status !== 200);
    expect(others).toHaveLength(5);
    expect(others.every((status) => status === 409 || status === 403)).toBe(true);
    const history = (await hub.as('labeler').get(`/v2/task/${made!.task}/history`).expect(200)).body.data.taskHistory;
    expect(history).toHaveLength(1);
  });

  it('lose no revision', async () => {
    const [made] = await project.add('a.png');
    const saves = Array.from({ length: 8 }, (_, i) =>
      hub
        .as('owner')
        .post(`/v2/annotate/${made!.task}`, { answer: { objects: [box(i)] }, duration: 1000 })
        .expect(200),
    );
    await Promise.all(saves);
    const [row] = await hub.app.get(HubDatabase).rows<{ revisions: number; total: number }>(
      `select (select count(*)::int from annotation_store.task_revisions where task_id = t.id) as revisions,
           total_duration::int as total from annotation_store.tasks t where id = $1`,
      [made!.task],
    );
    expect(row).toEqual({ revisions: 9, total: 8000 });
  });

  it('make one batch of one name, and keep every comment of an issue', async () => {
    const batches = await Promise.all(
      Array.from({ length: 5 }, () => hub.as('lead').post(`/v2/batches/${project.id}`, { name: 'same' }).expect(200)),
    );
    expect(new Set(batches.map(({ body }) => body.data.project._id)).size).toBe(1);
    const [made] = await project.add('a.png');
    const raised = await hub.as('labeler').post('/v2/issues', { labelTask: made!.task, content: 'x' }).expect(201);
    const path = `/v2/issues/${raised.body.data.issue._id}/comment`;
    await Promise.all(['a', 'b', 'c', 'd'].map((content) => hub.as('labeler').post(path, { content }).expect(200)));
    const { body } = await hub.as('labeler').get(`/v2/issues?project=${project.id}`).expect(200);
    const contents = body.data.issues[0].comments.map((comment: { content: string }) => comment.content);
    expect(contents.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('label a task in Start or not at all, while others requeue it', async () => {
    const made = await project.add(...Array.from({ length: 30 }, (_, i) => `${i}.png`));
    const records = made.map((_, i) => ({ externalId: `${i}.png`, objects: [box()] }));
    const [imported] = await Promise.all([
      hub.as('lead').post('/v2/import/labels', { project: project.id, jsonContent: records }).expect(200),
      project.requeue('Label'),
    ]);
    const labeled = imported.body.data.labeled as number;
    expect([0, 30]).toContain(labeled);
    const { body } = await hub
      .as('lead')
      .get(`/v2/project/${project.id}/tasks?limit=1000&includeAnswer=true`)
      .expect(200);
    const withTools = body.data.tasks.filter((task: { answer: { tools: unknown[] } }) => task.answer.tools.length > 0);
    expect(withTools).toHaveLength(labeled);
  });
});
