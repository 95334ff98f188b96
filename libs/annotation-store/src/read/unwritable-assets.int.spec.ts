import { startTestDatabase } from '@hub/testing';
import { answerOf, boxOf, imageOf, openSampleStore, person, type SampleStore } from '../testing/index.js';
import type { TaskRow } from './annotation-source.js';

const include = { metadata: false, history: true, onlyKeyFrames: false, idleBlur: false };

describe('an asset whose own fields cannot be written', () => {
  let database: Awaited<ReturnType<typeof startTestDatabase>>;
  let sample: SampleStore;
  beforeAll(async () => {
    database = await startTestDatabase();
    sample = await openSampleStore(database.url);
  });
  afterAll(async () => {
    await sample?.store.close();
    await database?.stop();
  });

  async function exported(taskId: string): Promise<TaskRow | undefined> {
    const { source } = sample.store;
    const selector = { projectId: sample.projectId, snapshot: await source.takeSnapshot(), taskIds: [taskId] };
    for await (const row of source.tasks(selector, include, { from: 0, to: 2 ** 40 })) return row;
    return undefined;
  }

  it.each([
    ['externalId', { externalId: 'half \ud83d' }, 'text with half a surrogate pair'],
    ['data', { data: 'https://cdn.example/\udc00' }, 'text with half a surrogate pair'],
    ['dataset[1]', { dataset: ['a', '\ud83d'] }, 'text with half a surrogate pair'],
    ['metadata.width', { metadata: { width: Infinity } }, 'Infinity is not a finite number'],
    ['metadata.frame.rate', { metadata: { frame: { rate: NaN } } }, 'NaN is not a finite number'],
    ['contextData.\ud83d', { contextData: { '\ud83d': 1 } }, 'name with half a surrogate pair'],
    ['attachments[0].n', { extra: { attachments: [{ n: -Infinity }] } }, '-Infinity is not a finite number'],
  ])('%s: is selected, and says why, whatever happens to it later', async (path, fields, reason) => {
    const [made] = await sample.create([{ ...imageOf('a.png', { answer: answerOf(boxOf('o1')) }), ...fields }]);
    const { taskId, assetId } = made!;
    const reasons = [{ objectId: null, path, reason }];
    expect((await exported(taskId))?.unwritable).toEqual(reasons);

    await sample.save(taskId, answerOf(boxOf('o2')));
    await sample.complete(taskId, 'Complete');
    const batchId = await sample.store.dataSource.transaction(async (manager) => {
      const [batch] = await sample.store.projects
        .within(manager)
        .ensureBatches(sample.projectId, [`batch of ${assetId}`]);
      await sample.store.writer.assignBatches(manager, [assetId], [batch!]);
      return batch;
    });
    await sample.store.dataSource.transaction((manager) =>
      sample.store.writer.refreshHeads(manager, sample.projectId, { batchId }),
    );
    expect((await exported(taskId))?.unwritable).toEqual(reasons);
  });

  it.each([
    ['v\ud83d.mp4', { objectId: null, path: 'externalId', reason: 'text with half a surrogate pair' }],
    ['v.mp4', { objectId: 'o', path: 'title', reason: 'text with half a surrogate pair' }],
  ])('a video: %j', async (externalId, reason) => {
    const video = imageOf(externalId, { kind: 'video', data: 'https://cdn.example/v.mp4' });
    const point = { geometry: 'point', schemaId: 's', objectId: 'o' };
    const [made] = await sample.create([video]);
    await sample.store.dataSource.transaction((manager) =>
      sample.store.writer.saveVideo(
        manager,
        made!.taskId,
        answerOf(),
        [{ ...point, title: 'half \ud83d', keyFrames: [{ frame: 1, shape: [1, 2] }] }],
        person,
      ),
    );
    const { source } = sample.store;
    const selector = { projectId: sample.projectId, snapshot: await source.takeSnapshot(), taskIds: [made!.taskId] };
    const seqs: number[] = [];
    for await (const row of source.outline(selector, include)) seqs.push(row.seq);
    const document = await source.videoDocument(selector, include, seqs[0]!);
    expect(document.unwritable).toEqual([reason]);
  });
});
