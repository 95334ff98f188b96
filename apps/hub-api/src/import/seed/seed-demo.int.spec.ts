import { join } from 'node:path';
import { openAnnotationStore } from '@hub/annotation-store';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { Client } from 'pg';
import { hubApi } from '../../hub-api.module.js';
import { seedDemo, type DemoDocument } from './seed-demo.js';

const options = {
  demoFolder: join(__dirname, '../../../../../demo'),
  publicUrl: 'http://localhost:3000',
  secret: 'a secret of this spec',
};

describe('seedDemo', () => {
  let database: TestDatabase;
  let demo: DemoDocument;
  beforeAll(async () => {
    database = await startTestDatabase();
    await hubApi.migrate(database.url);
    const before = Date.now();
    demo = await seedDemo(database.url, options);
    console.info(`demo seeded in ${Date.now() - before} ms`);
  });
  afterAll(() => database.stop());

  it('makes a project of each data set, with every asset of it', () => {
    expect(Object.fromEntries(demo.projects.map(({ name, tasks }) => [name, tasks]))).toEqual({
      'COCO mini': 79,
      UAVVaste: 250,
      JAAD: 3,
      'SA-V': 1,
      'HIT-UAV': 579,
      WNUT17: 1009,
      'Wikipedia-ja': 600,
      DeepWeeds: 3507,
      CREMMA: 1,
    });
  });

  it('puts every task where a default export finds it', async () => {
    const client = new Client(database.url);
    await client.connect();
    const { rows } = await client.query<{ name: string; stage: string; n: number }>(
      `select p.name, t.stage_id as stage, count(*)::int as n from annotation_store.tasks t
       join annotation_store.projects p on p.id = t.project_id where t.stage_id <> 'Complete' group by 1, 2 order by 1, 2`,
    );
    await client.end();
    expect(rows).toEqual([]);
  });

  it('gives a person of every role a password and a key that work', async () => {
    const store = await openAnnotationStore(database.url);
    for (const user of demo.users) {
      expect(await store.accounts.callerByApiKey(user.apiKey)).toMatchObject({
        email: user.email,
        organizationRole: user.role,
        projectRoles: user.projectRoles,
      });
      expect(await store.accounts.signIn(user.email, user.password)).not.toBeNull();
    }
    await store.close();
    const roles = demo.users.map(({ role, projectRoles }) => [role, ...new Set(Object.values(projectRoles))].join(' '));
    expect(roles).toEqual([
      'owner',
      'admin',
      'member Manager',
      'member Lead',
      'member Reviewer',
      'member Labeler',
      'member',
    ]);
  });

  it('changes nothing when it runs again', async () => {
    const client = new Client(database.url);
    await client.connect();
    const state = async (): Promise<unknown> =>
      (await client.query('select count(*), max(xid::text::bigint) from annotation_store.task_revisions')).rows;
    const before = await state();
    expect(await seedDemo(database.url, options)).toEqual(demo);
    expect(await state()).toEqual(before);
    await client.end();
  });

  it('completes what a crash left half done', async () => {
    const client = new Client(database.url);
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      `update annotation_store.projects set settings = settings || '{"import:demo/coco/coco-mini-val": {"tasks": 79, "complete": false}}'
       where name = 'COCO mini' returning id`,
    );
    expect(await seedDemo(database.url, options)).toEqual(demo);
    const after = await client.query<{ settings: object }>(
      `select settings from annotation_store.projects where id = $1`,
      [rows[0]?.id],
    );
    expect(after.rows[0]?.settings).toMatchObject({ 'import:demo/coco/coco-mini-val': { tasks: 79, complete: true } });
    await client.end();
  });
});
