import { exampleProject, type ExampleProject } from '../testing/example-project.js';
import { HubDatabase } from '../persistence/hub-database.js';
import { startHub, type RunningHub } from '../testing/running-hub.js';

describe('/v2 issues', () => {
  let hub: RunningHub;
  let project: ExampleProject;
  let task: string;
  let asset: string;
  beforeAll(async () => {
    hub = await startHub();
    project = await exampleProject(hub);
    const [made] = await project.add('cat.png');
    ({ task, asset } = made!);
    await hub
      .as('lead')
      .post('/v2/assignBatches', { projectId: project.id, assets: [asset], batches: [project.batchId] })
      .expect(200);
  });
  afterAll(() => hub.stop());

  const raise = async (wish: object, as = 'labeler') =>
    (
      await hub
        .as(as)
        .post('/v2/issues', { labelTask: task, content: 'x', ...wish })
        .expect(201)
    ).body.data.issue;
  const list = async (query = '') =>
    (await hub.as('labeler').get(`/v2/issues?project=${project.id}${query}`).expect(200)).body.data;

  it('are raised with what the issue export needs, and nothing that was not said', async () => {
    const issue = await raise({
      content: 'too large',
      position: '[120.5, 33]',
      errorCodes: [{ category: 'Wrong', name: 'Class' }],
      page: null,
    });
    expect(issue).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      labelTask: task,
      project: project.id,
      asset: { _id: asset, externalId: 'cat.png', batches: ['week-1'] },
      stage: 'Start',
      stageId: 'Start',
      createdBy: 'labeler@example.org',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d/),
      status: 'Open',
      content: 'too large',
      position: '[120.5, 33]',
      errorCodes: [{ category: 'Wrong', name: 'Class' }],
      errorType: 'Wrong',
      errorCode: 'Class',
      comments: [],
    });
    const counted = await hub
      .as('labeler')
      .get(`/v2/project/${project.id}/tasks?filter=${encodeURIComponent('{"openIssuesCount":{"$gte":1}}')}`)
      .expect(200);
    expect(counted.body.data.total).toBe(1);
  });

  it('are found by asset, task, stage and author', async () => {
    const issue = await raise({}, 'reviewer');
    expect((await list('&createdBy=reviewer@example.org')).issues.map(({ _id }: { _id: string }) => _id)).toEqual([
      issue._id,
    ]);
    const { total } = await list();
    expect((await list(`&asset=${asset}&labelTask=${task}&stage=Start`)).total).toBe(total);
    expect((await list('&stage=Label')).total).toBe(0);
  });

  it('belong to who raised them; Leads may change any; everybody may comment', async () => {
    const issue = await raise({}, 'reviewer');
    const refused = await hub.as('labeler').post(`/v2/issues/${issue._id}`, { status: 'Resolved' }).expect(403);
    expect(refused.body.message).toContain('the role Lead');
    await hub.as('labeler').post(`/v2/issues/${issue._id}/comment`, { content: 'why?' }).expect(200);
    const changed = await hub
      .as('lead')
      .post(`/v2/issues/${issue._id}`, { status: 'Resolved', content: null })
      .expect(200);
    expect(changed.body.data.issue).toMatchObject({
      status: 'Resolved',
      content: 'x',
      comments: [{ createdBy: 'labeler@example.org', content: 'why?' }],
    });
    await hub.as('member').get(`/v2/issues?project=${project.id}`).expect(404);
    await hub.as('stranger').post(`/v2/issues/${issue._id}/comment`, { content: 'hello' }).expect(404);
  });

  it('are revisions, so that an export shows each as it was', async () => {
    const issue = await raise({});
    await hub.as('labeler').post(`/v2/issues/${issue._id}`, { content: 'better said' }).expect(200);
    await hub
      .as('labeler')
      .delete(`/v2/issues/${issue._id}?project=${project.id}`)
      .set('content-type', 'application/json')
      .expect(200);
    const revisions = await hub.app
      .get(HubDatabase)
      .rows<{ rev: number; deleted: boolean; content: string }>(
        `select rev, deleted, document->>'content' as content from annotation_store.issue_revisions where issue_id = $1 order by rev`,
        [issue._id],
      );
    expect(revisions).toEqual([
      { rev: 1, deleted: false, content: 'x' },
      { rev: 2, deleted: false, content: 'better said' },
      { rev: 3, deleted: true, content: 'better said' },
    ]);
    await hub.as('labeler').post(`/v2/issues/${issue._id}`, { status: 'Open' }).expect(404);
  });
});
