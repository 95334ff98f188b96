import {
  ExportCancellationRequested,
  ExportCancelled,
  ExportCompleted,
  ExportExpired,
  ExportFailed,
  ExportRequested,
} from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld } from '../testing/export-api-world.js';

let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());
// what an earlier test left is shared by no later one
beforeEach(() => world.changeProject());

const share = (body: object = {}) => world.request({ format: 'ndjson', reuse: true, ...body });
const views = (some: readonly ExportView[]) => Promise.all(some.map(({ id }) => world.view(id)));
const states = async (...some: ExportView[]) => (await views(some)).map(({ state }) => state);
const cancel = (one: ExportView) => world.call<ExportView>('owner', 'POST', `/api/exports/${one.id}/cancel`);
const retry = (one: ExportView) => world.call<ExportView>('owner', 'POST', `/api/exports/${one.id}/retry`);
/** How often the bus was told, when everything is on it. */
async function told(definition: typeof ExportCompleted | typeof ExportRequested, ...some: ExportView[]) {
  await world.settled();
  return some.map(({ id }) => world.bus.said(definition, id).length);
}

describe('equal requests', () => {
  it('share one build, each with its own row, history entry and end', async () => {
    const first = await share();
    await world.sendAndWait(world.news(first).buildStarted(), world.news(first).progressed('build', 40));
    const second = await share({ sendEmail: true });
    const third = await share({ stages: ['Complete'] });
    expect(second).toMatchObject({
      joinedTo: first.id,
      state: 'building',
      progress: { done: { tasks: 40 } },
      request: { sendEmail: true, reuse: true },
    });
    expect(third).toMatchObject({ joinedTo: first.id, request: { stages: ['Complete'] } });
    await world.sendAndWait(world.news(first).archiveBuilt());
    expect(await states(first, second, third)).toEqual(['delivering', 'delivering', 'delivering']);
    await world.sendAndWait(world.news(first).delivered('original'));
    const ended = await views([first, second, third]);
    for (const view of ended)
      expect(view).toMatchObject({ state: 'completed', artifacts: ended[0]!.artifacts, endedAt: expect.any(String) });
    expect(await told(ExportRequested, first, second, third)).toEqual([1, 0, 0]);
    expect(await told(ExportCompleted, first, second, third)).toEqual([1, 1, 1]);
    expect(world.bus.said(ExportCompleted, second.id)).toMatchObject([{ sendEmail: true }]);

    // links lead to the shared file, audited by the export that was asked for
    await world.call('owner', 'POST', `/api/exports/${third.id}/artifacts/original/link`);
    expect(world.links.asked.at(-1)?.body).toMatchObject({
      location: { key: expect.stringContaining(`/exports/${first.id}/`) },
      audit: { exportId: third.id },
    });
    const history = await world.call<{ exports: ExportView[] }>(
      'owner',
      'GET',
      `/api/projects/${first.projectId}/exports?limit=3`,
    );
    expect(history.body.exports.map(({ id, joinedTo }) => [id, joinedTo])).toEqual([
      [third.id, first.id],
      [second.id, first.id],
      [first.id, null],
    ]);
  });

  it('made at the same instant make one build', async () => {
    const together = await Promise.all(Array.from({ length: 24 }, () => share()));
    const roots = together.filter(({ joinedTo }) => joinedTo === null);
    expect(roots).toHaveLength(1);
    const [root] = roots;
    expect(new Set(together.map(({ id, joinedTo }) => joinedTo ?? id))).toEqual(new Set([root!.id]));
    // the end comes while others still join
    const [, ...late] = await Promise.all([
      world.sendAndWait(world.news(root!).delivered('original')),
      ...Array.from({ length: 12 }, () => share()),
    ]);
    const all = [...together, ...late];
    expect(await states(...all)).toEqual(all.map(() => 'completed'));
    expect(await told(ExportCompleted, ...all)).toEqual(all.map(() => 1));
    expect((await told(ExportRequested, ...all)).reduce((sum, one) => sum + one)).toBe(1);
  });

  it('are completed at once when the file is there, until it expires', async () => {
    const first = await share();
    await world.sendAndWait(world.news(first).delivered('original'));
    const second = await share();
    expect(second).toMatchObject({
      state: 'completed',
      joinedTo: first.id,
      artifacts: [{ kind: 'original' }],
      reconciliation: { selected: 3 },
    });
    expect(await told(ExportCompleted, second)).toEqual([1]);
    await world.sendAndWait(world.news(first).expired('original'));
    expect(await states(first, second)).toEqual(['expired', 'expired']);
    await world.settled();
    expect(world.bus.said(ExportExpired, second.id)).toHaveLength(1);
    expect((await world.call('owner', 'POST', `/api/exports/${second.id}/artifacts/original/link`)).status).toBe(410);
    expect(await share()).toMatchObject({ state: 'requested', joinedTo: null });
  });

  it('fail together; a retry of one that joined gives it a build of its own', async () => {
    const first = await share();
    const second = await share();
    await world.sendAndWait(world.news(first).failed());
    expect(await states(first, second)).toEqual(['failed', 'failed']);
    await world.settled();
    expect(world.bus.said(ExportFailed, second.id)).toHaveLength(1);
    expect(await share()).toMatchObject({ joinedTo: null });

    expect(await retry(second)).toMatchObject({
      status: 202,
      body: { state: 'requested', attempt: 2, joinedTo: null },
    });
    await world.settled();
    expect(world.bus.said(ExportRequested, second.id)).toMatchObject([{ exportId: second.id, attempt: 2 }]);
    await world.sendAndWait(world.news(second, null, 2).delivered('original'));
    expect(await states(first, second)).toEqual(['failed', 'completed']);
    // the first one's next run is nobody else's
    await retry(first);
    await world.sendAndWait(world.news(first, null, 2).failed());
    expect(await states(first, second)).toEqual(['failed', 'completed']);
  });

  it('join a second try as far as it is', async () => {
    const first = await share();
    await world.sendAndWait(world.news(first).failed());
    await retry(first);
    const second = await share();
    expect(second).toMatchObject({ joinedTo: first.id, attempt: 2 });
    await world.sendAndWait(world.news(first, null, 2).delivered('original'));
    expect(await states(first, second)).toEqual(['completed', 'completed']);
  });
});

describe('cancelling', () => {
  it('one ends that one; the steps stop when nobody is left', async () => {
    const first = await share();
    const second = await share();
    const third = await share();
    for (const one of [first, second]) {
      expect(await cancel(one)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
      await world.settled();
      expect(world.bus.said(ExportCancelled, one.id)).toHaveLength(1);
      expect(world.bus.said(ExportCancellationRequested, first.id)).toEqual([]);
    }
    await world.sendAndWait(world.news(first).buildStarted());
    expect(await states(first, second, third)).toEqual(['cancelled', 'cancelled', 'building']);
    // the group is alive for as long as one of it is
    const fourth = await share();
    expect(fourth).toMatchObject({ joinedTo: first.id, state: 'building' });
    await cancel(third);
    await cancel(fourth);
    await world.settled();
    expect(world.bus.said(ExportCancellationRequested, first.id)).toEqual([{ exportId: first.id }]);
    for (const one of [second, third, fourth]) expect(world.bus.said(ExportCancellationRequested, one.id)).toEqual([]);
    expect(await share()).toMatchObject({ joinedTo: null, state: 'requested' });
  });

  it('the one that began leaves the others their file', async () => {
    const first = await share();
    const second = await share();
    await cancel(first);
    await world.sendAndWait(world.news(first).archiveBuilt());
    expect(world.bus.said(ExportCancellationRequested, first.id)).toEqual([]);
    await world.sendAndWait(world.news(first).delivered('original'));
    expect(await states(first, second)).toEqual(['cancelled', 'completed']);
    expect(await told(ExportCompleted, first, second)).toEqual([0, 1]);
    // what is staged under its name is no longer needed
    expect(world.bus.said(ExportCancellationRequested, first.id)).toEqual([{ exportId: first.id }]);
    const third = await share();
    expect(third).toMatchObject({ joinedTo: first.id, state: 'completed' });
    await world.sendAndWait(world.news(first).expired('original'));
    expect(await states(first, second, third)).toEqual(['cancelled', 'expired', 'expired']);
  });
});

describe('a build of its own comes with', () => {
  it.each([
    ['reuse: false', { reuse: false }],
    ['another format', { format: 'json' }],
    ['another stage', { stages: ['Label'] }],
    ['another toggle', { include: { history: true } }],
    ['a converter', { converter: 'coco' }],
    ['another quarantine policy', { quarantine: { policy: 'fail' } }],
    ['a batch', { batches: ['week 1'] }],
    ['a time window', { updatedAt: { after: '2024-05-01T00:00:00Z' } }],
  ])('%s', async (_, other) => {
    const first = await share();
    expect(await share(other)).toMatchObject({ joinedTo: null, state: 'requested' });
    expect(await share()).toMatchObject({ joinedTo: 'reuse' in other ? expect.any(String) : first.id });
  });

  it('a change of the project', async () => {
    const [running, done] = [await share(), await share({ format: 'json' })];
    await world.sendAndWait(world.news(done).delivered('original'));
    await world.changeProject();
    expect(await share()).toMatchObject({ joinedTo: null });
    expect(await share({ format: 'json' })).toMatchObject({ joinedTo: null, state: 'requested' });
    expect((await world.view(running.id)).state).toBe('requested');
  });
});

describe('GET /v2/export', () => {
  it('answers every joined request with a link to the shared file', async () => {
    const ask = () =>
      world.call<{ data: { exportPath: string; exportId: string } }>(
        'manager',
        'GET',
        `/v2/export?project=${world.people.projectId}&format=ndjson`,
      );
    const waiting = [ask(), ask(), ask()];
    const requests = () => world.bus.sent.filter(({ type }) => type === ExportRequested.type);
    const before = requests().length;
    const root = await eventually(() => requests()[before]);
    await eventually(async () => (await world.group(root.subject!)) === 3);
    await world.send(world.news({ ...(await world.view(root.subject!)) }).delivered('original'));
    const answers = await Promise.all([...waiting, ...waiting.map(() => ask())]);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(answers.map(({ body }) => body.data.exportId)).size).toBe(6);
    for (const { body } of answers) expect(body.data.exportPath).toContain(root.subject);
    await world.settled();
    expect(requests()).toHaveLength(before + 1);
  });
});
