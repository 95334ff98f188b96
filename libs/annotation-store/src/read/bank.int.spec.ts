import { startTestDatabase, type TestDatabase } from '@hub/testing';
import type { Include, Snapshot } from '@hub/event-contracts';
import type { EntityManager } from 'typeorm';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';

let database: TestDatabase;
let sample: SampleStore;
let accounts: string[];
beforeAll(async () => {
  database = await startTestDatabase();
  sample = await openSampleStore(database.url);
  const made = await sample.create([imageOf('a', { answer: answerOf(boxOf('token')) }), imageOf('b')]);
  accounts = made.map(({ taskId }) => taskId);
});
afterAll(async () => {
  await sample.store.close();
  await database.stop();
});

const include: Include = { metadata: true, history: true, onlyKeyFrames: false, idleBlur: false };

/** One task at a time, as slices do, each in a statement of its own: the writers go on in between. */
async function tokensAt(snapshot: Snapshot): Promise<number> {
  let tokens = 0;
  for (const taskId of accounts) {
    const selector = { projectId: sample.projectId, snapshot, taskIds: [taskId] };
    for await (const { document } of sample.store.source.tasks(selector, include, { from: 0, to: 1e9 }))
      tokens += document.toString().split('"objectId":"token"').length - 1;
  }
  return tokens;
}

const holder = `select t.id from annotation_store.tasks t join annotation_store.task_revisions r on r.task_id = t.id and r.rev = t.rev
where t.id = any($1) and r.annotations > 0`;

async function move(manager: EntityManager): Promise<void> {
  await manager.query('select from annotation_store.tasks where id = any($1) order by id for update', [accounts]);
  const [from] = await manager.query<{ id: string }[]>(holder, [accounts]);
  const to = accounts.find((id) => id !== from!.id)!;
  await sample.store.writer.saveAnswer(manager, from!.id, answerOf(), person);
  await sample.store.writer.saveAnswer(manager, to, answerOf(boxOf('token')), person);
}

it('holds the token exactly once at each of a hundred snapshots while two writers move it', async () => {
  const { source, dataSource } = sample.store;
  let reading = true;
  let moves = 0;
  const writer = async (): Promise<void> => {
    for (; reading; moves++) await dataSource.transaction(move);
  };
  const writers = [writer(), writer()];
  const snapshots: Snapshot[] = [];
  try {
    while (snapshots.length < 120 || moves < 60) {
      const snapshot = await source.takeSnapshot();
      snapshots.push(snapshot);
      expect(await tokensAt(snapshot)).toBe(1);
    }
  } finally {
    reading = false;
    await Promise.all(writers);
  }
  expect(new Set(snapshots.map(({ text }) => text)).size).toBeGreaterThan(20);
  // and once more, long after
  for (const snapshot of snapshots) expect(await tokensAt(snapshot)).toBe(1);
});
