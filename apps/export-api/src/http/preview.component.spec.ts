import { eventually } from '@hub/testing';
import type { ExportPreview } from '../preview/export-preview.js';
import { ExportApiWorld, type Answer } from '../testing/export-api-world.js';

let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());

const by = { by: 'owner@spec.example', origin: 'person' } as const;
const box = (x: number) => ({ 'bounding-box': { x, y: 2, width: 3, height: 4 }, objectId: `box ${x}`, title: 'Cat' });
const path = (): string => `/api/projects/${world.people.projectId}/exports`;
const preview = async (body: object = {}): Promise<ExportPreview> => {
  const answer: Answer<ExportPreview> = await world.call('manager', 'POST', `${path()}/preview`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};
const exportsInAll = async (): Promise<number> =>
  (await world.call<{ total: number }>('manager', 'GET', path())).body.total;

/** What the builder would write, from the same store. */
async function documents(history: boolean): Promise<Buffer[]> {
  const include = { metadata: true, history, onlyKeyFrames: false, idleBlur: false };
  const { source } = world.store;
  const selector = { projectId: world.people.projectId, snapshot: await source.takeSnapshot() };
  const found: Buffer[] = [];
  for await (const row of source.tasks(selector, include, { from: 0, to: Number.MAX_SAFE_INTEGER }))
    if (!row.unwritable) found.push(Buffer.from(row.document));
  return found;
}

describe('POST /api/projects/{id}/exports/preview', () => {
  beforeAll(() =>
    world.store.dataSource.transaction(async (manager) => {
      for (const [n, taskId] of world.people.taskIds.entries()) {
        const tools = n === 2 ? [box(NaN)] : [box(1), box(2 * n)];
        await world.store.writer.saveAnswer(manager, taskId, { tools, classifications: [], relations: [] }, by);
      }
    }),
  );

  it('counts, and knows the size of what it read whole', async () => {
    const texts = await documents(false);
    const sum = texts.reduce((bytes, text) => bytes + text.length, 0);
    const counts = { tasks: 3, unwritable: 1, annotations: 4, frames: 0 };
    expect(await preview()).toMatchObject({ ...counts, bytes: sum + 2 + 2, basis: { sampledTasks: 2 } });
    expect(await preview({ format: 'ndjson' })).toMatchObject({ ...counts, bytes: sum + 1 });
    expect(await preview({ format: 'split' })).toMatchObject({ ...counts, bytes: sum });
    const long = (await documents(true)).reduce((bytes, text) => bytes + text.length, 0);
    expect(long).toBeGreaterThan(sum);
    expect(await preview({ format: 'split', include: { history: true } })).toMatchObject({ ...counts, bytes: long });
  });

  it('creates nothing', async () => {
    const before = await exportsInAll();
    await preview();
    expect(await exportsInAll()).toBe(before);
    expect(world.bus.sent).toEqual([]);
  });

  it('counts issues', async () => {
    const [taskId] = world.people.taskIds;
    const { issues, dataSource } = world.store;
    await dataSource.transaction((manager) =>
      issues.create(manager, world.people.projectId, taskId!, { content: 'wrong class' }),
    );
    const { tasks, annotations, bytes, basis } = await preview({ type: 'issue' });
    expect({ tasks, annotations, basis }).toMatchObject({ tasks: 1, annotations: 0, basis: { sampledTasks: 1 } });
    expect(bytes).toBe(`[{"_id":"${'0'.repeat(24)}","content":"wrong class"}]`.length);
  });

  it('knows an empty selection', async () => {
    const { archiveBytes, seconds, ...rest } = await preview({ stages: ['Label'] });
    expect(rest).toMatchObject({ tasks: 0, unwritable: 0, annotations: 0, frames: 0, bytes: 2, joins: null });
    expect(archiveBytes).toBeGreaterThan(300);
    expect(seconds).toBeGreaterThan(0);
  });

  it('learns from what earlier exports took and became, and counts the running ones', async () => {
    const alone = await preview();
    expect(alone.basis.earlierExports).toBe(0);
    const running = await world.request();
    expect((await preview()).seconds).toBeCloseTo(2 * alone.seconds);
    const news = world.news(running);
    await world.sendAndWait(news.archiveBuilt(), news.delivered('original'));
    expect((await world.view(running.id)).state).toBe('completed');
    const [row] = await world.store.dataSource.query<{ plain: string }[]>(
      'select plain_bytes as plain from export_api.exports where id = $1',
      [running.id],
    );
    expect(row).toEqual({ plain: '4096' });
    await world.store.dataSource.query(
      `update export_api.exports set ended_at = requested_at + interval '7 seconds' where id = $1`,
      [running.id],
    );
    expect(await preview()).toMatchObject({ seconds: 7, basis: { earlierExports: 1 } });
    // an export with a converter is another matter
    expect((await preview({ converter: 'coco' })).basis.earlierExports).toBe(0);
  });

  it('says which export a request would join, and what is left of it', async () => {
    await world.changeProject();
    const body = { format: 'ndjson' };
    expect((await preview(body)).joins).toBeNull();
    const asked = await world.request({ ...body, reuse: true });
    expect((await preview(body)).joins).toBe(asked.id);
    expect((await preview({ ...body, reuse: false })).joins).toBeNull();
    expect((await preview({ format: 'json' })).joins).toBeNull();
    const news = world.news(asked);
    await world.sendAndWait(news.archiveBuilt(), news.delivered('original'));
    expect(await preview(body)).toMatchObject({ joins: asked.id, seconds: 0 });
    const { joinedTo } = await world.request({ ...body, reuse: true });
    expect(joinedTo).toBe(asked.id);
    await world.changeProject();
    expect((await preview(body)).joins).toBeNull();
  });

  it('counts the changes of a delta, and what is gone', async () => {
    const base = await world.request({ format: 'json' });
    await world.sendAndWait(world.news(base).archiveBuilt(), world.news(base).delivered('original'));
    const nothing = await preview({ since: base.id });
    expect(nothing).toMatchObject({ tasks: 0, removed: 0, bytes: 2 });
    await world.store.dataSource.transaction(async (manager) => {
      const [first, second] = world.people.taskIds;
      await world.store.writer.saveAnswer(
        manager,
        first!,
        { tools: [box(1), box(2), box(3)], classifications: [], relations: [] },
        by,
      );
      await world.store.writer.completeStage(manager, second!, 'Label', by);
    });
    expect(await preview({ since: base.id })).toMatchObject({ tasks: 1, annotations: 3, removed: 1 });
  });

  it('gives up, saying so, when counting takes too long, and keeps nobody else waiting', async () => {
    const lock = world.store.dataSource.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table annotation_store.task_revisions in access exclusive mode');
    try {
      const answers: Answer<unknown>[] = [];
      const waiting = [1, 2, 3, 4].map(async () =>
        answers.push(await world.call('manager', 'POST', `${path()}/preview`, {})),
      );
      expect((await world.request()).state).toBe('requested');
      // three at once: the fourth only began when one of them had given up
      await eventually(() => answers.length === 3, { within: 30_000 });
      await lock.rollbackTransaction();
      for (const answer of answers)
        expect(answer).toMatchObject({
          status: 503,
          body: { status: 'error', code: 'preview-too-slow', message: expect.stringMatching(/Choose fewer/) },
        });
      await Promise.all(waiting);
      expect(answers[3]?.status).toBe(200);
    } finally {
      await lock.release();
    }
  });
});
