import { startTestDatabase, type TestDatabase } from '@hub/testing';
import { answerOf, boxOf, imageOf, openSampleStore, type SampleStore } from '../testing/index.js';

const include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: true };
const large = 100 * 1024 * 1024;

let database: TestDatabase;
let sample: SampleStore;
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

it('reads a task of 100 MB among small ones, holding its bytes once', async () => {
  const note = 'ä" and more'.repeat(large / 12);
  await sample.create([
    imageOf('before', { answer: answerOf(boxOf('o')) }),
    imageOf('large', { answer: answerOf({ ...boxOf('o'), note }) }),
    imageOf('after', { answer: answerOf(boxOf('o')) }),
  ]);
  const selector = { projectId: sample.projectId, snapshot: await sample.store.source.takeSnapshot() };
  const before = process.memoryUsage().arrayBuffers;
  const seen: [string, number, number][] = [];
  for await (const { externalId, document } of sample.store.source.tasks(selector, include, { from: 0, to: 1e9 }))
    seen.push([externalId, document.length, process.memoryUsage().arrayBuffers - before]);
  expect(seen.map(([externalId]) => externalId)).toEqual(['before', 'large', 'after']);
  const [, [, length, held] = ['', 0, Infinity]] = seen;
  expect(length).toBeGreaterThan(large);
  expect(held).toBeLessThan(1.05 * length);
});
