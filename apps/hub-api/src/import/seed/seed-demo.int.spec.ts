import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '@hub/testing';
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
});
