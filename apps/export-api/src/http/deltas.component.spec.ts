import { ExportRequested } from '@hub/event-contracts';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld, type Refusal } from '../testing/export-api-world.js';

let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());

const ask = <T = Refusal>(
  body: object,
  role: 'manager' | 'stranger' | 'lead' = 'manager',
  project = world.people.projectId,
) => world.call<T>(role, 'POST', `/api/projects/${project}/exports`, body);
async function announced(one: ExportView) {
  await world.settled();
  return world.bus.said(ExportRequested, one.id)[0]!;
}
/** An export that was completed. */
async function base(body: object = {}): Promise<ExportView> {
  const asked = await world.request({ format: 'ndjson', ...body });
  await world.sendAndWait(world.news(asked).delivered('original'));
  return asked;
}

const chosen = {
  stages: ['Label', 'Complete'],
  batches: ['week 1'],
  taskTypes: ['default', 'benchmark'],
  updatedAt: { after: '2024-05-01T00:00:00Z' },
  include: { metadata: false, history: true },
};

describe('since', () => {
  it('takes over what the base chose, and leaves the rest to be chosen', async () => {
    const first = await base(chosen);
    const delta = await world.request({
      since: first.id,
      quarantine: { policy: 'fail-above', limit: 3 },
      notify: false,
    });
    const [before, event] = [await announced(first), await announced(delta)];
    expect(event).toMatchObject({
      selection: before.selection,
      since: { exportId: first.id, snapshot: before.snapshot },
      quarantine: { policy: 'fail-above', limit: 3 },
      converter: null,
    });
    expect(event.snapshot.text).not.toBe(before.snapshot.text);
    expect(delta.request).toEqual({
      ...first.request,
      since: first.id,
      quarantine: { policy: 'fail-above', limit: 3 },
      notify: false,
    });
  });

  it('allows the same choice in other words, another format and a converter', async () => {
    const first = await base(chosen);
    const stageIds = (await announced(first)).selection.stageIds!;
    const delta = await world.request({
      since: first.id,
      ...chosen,
      stages: [...stageIds].reverse(),
      taskTypes: ['benchmark', 'default'],
      include: { history: true },
      type: 'task',
      format: 'json',
      converter: 'coco',
    });
    expect(await announced(delta)).toMatchObject({
      selection: { ...(await announced(first)).selection, format: 'json' },
      converter: 'coco',
    });
    expect(delta.request).toMatchObject({ format: 'json', converter: 'coco', stages: chosen.stages });
  });

  it('may name a delta, a joined export and one whose file expired', async () => {
    const first = await base();
    await world.changeProject();
    const delta = await base({ since: first.id });
    const joined = await world.request({ since: first.id, format: 'ndjson', reuse: true });
    expect(joined).toMatchObject({ state: 'completed', joinedTo: delta.id });
    await world.sendAndWait(world.news(delta).expired('original'));
    for (const since of [delta.id, joined.id]) {
      const next = await world.request({ since });
      expect((await announced(next)).since).toEqual({
        exportId: since,
        snapshot: (await announced(delta)).snapshot,
      });
    }
  });

  it('tells selected tasks by their ids, also those that are gone', async () => {
    const [one, two] = world.people.taskIds;
    const first = await base({ tasks: [one, two] });
    await world.store.dataSource.query('update annotation_store.tasks set deleted_at = now() where id = $1', [one]);
    const delta = await world.request({ since: first.id, tasks: [two, one] });
    await world.store.dataSource.query('update annotation_store.tasks set deleted_at = null where id = $1', [one]);
    expect((await announced(delta)).selection.taskIds).toEqual([one, two]);
    expect(delta.request.selectedTasks).toBe(2);
    expect(await ask({ since: first.id, tasks: [one] })).toMatchObject({
      status: 400,
      body: { field: 'tasks', expected: 'leave it out, or: the same 2 tasks' },
    });
  });

  it.each([
    [{ type: 'issue' }, 'since', /issues are exported whole/],
    [{ stages: ['Label'] }, 'stages', /leave it out, or: Label, Complete/],
    [{ stages: ['Nope'] }, 'stages', /leave it out, or: Label, Complete/],
    [{ batches: ['week 2'] }, 'batches', /leave it out, or: week 1$/],
    [{ tasks: ['x'] }, 'tasks', /no such filter/],
    [{ taskTypes: ['default'] }, 'taskTypes', /leave it out, or: default, benchmark/],
    [{ updatedAt: { after: '2024-05-02T00:00:00Z' } }, 'updatedAt', /"after":"2024-05-01T00:00:00Z"/],
    [{ createdAt: { after: '2024-05-02T00:00:00Z' } }, 'createdAt', /no such filter/],
    [{ include: { metadata: true } }, 'include.metadata', /leave it out, or: false/],
    [{ include: { idleBlur: true } }, 'include.idleBlur', /leave it out, or: false/],
  ])('refuses %j, naming what would be right', async (other, field, expected) => {
    const first = await base(chosen);
    expect(await ask({ since: first.id, ...other })).toMatchObject({
      status: 400,
      body: { code: 'bad-request', field, expected: expect.stringMatching(expected) },
    });
  });

  it('refuses an export that is not completed', async () => {
    const running = await world.request();
    const failed = await world.request();
    const cancelled = await world.request();
    await world.sendAndWait(world.news(failed).failed());
    await world.call('manager', 'POST', `/api/exports/${cancelled.id}/cancel`);
    for (const [{ id }, state] of [
      [running, 'requested'],
      [failed, 'failed'],
      [cancelled, 'cancelled'],
    ] as const)
      expect(await ask({ since: id })).toMatchObject({
        status: 409,
        body: { code: 'conflict', field: 'since', value: id, message: expect.stringContaining(`is ${state}:`) },
      });
  });

  it('refuses one of issues, and one made before the database was restored', async () => {
    const issues = await base({ type: 'issue', format: 'json' });
    expect(await ask({ since: issues.id })).toMatchObject({ status: 400, body: { field: 'since' } });
    const old = await base();
    await world.store.dataSource.query(
      `update export_api.exports set snapshot = snapshot || '{"systemId": "7"}' where id = $1`,
      [old.id],
    );
    expect(await ask({ since: old.id })).toMatchObject({
      status: 409,
      body: { code: 'conflict', field: 'since', message: expect.stringContaining('restored') },
    });
  });

  it('knows no export of another project, whether it is there or not', async () => {
    const { otherProjectId } = world.people;
    const ours = await base();
    const theirs = await ask<ExportView>({ stages: ['Start'] }, 'stranger', otherProjectId);
    expect(theirs.status).toBe(202);
    await world.sendAndWait(world.news(theirs.body).delivered('original'));
    const refusal = (answer: { status: number; body: Refusal }, id: string) => ({
      status: answer.status,
      body: { ...answer.body, message: answer.body.message.replaceAll(id, 'ID'), value: answer.body.value === id },
    });
    const nowhere = refusal(await ask({ since: '65f000000000000000000000' }), '65f000000000000000000000');
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'not-found', field: 'since', value: true } });
    expect(refusal(await ask({ since: theirs.body.id }), theirs.body.id)).toEqual(nowhere);
    expect(refusal(await ask({ since: ours.id }, 'stranger', otherProjectId), ours.id)).toEqual(nowhere);
    expect((await ask({ since: '\0' })).status).toBe(404);
    // and who may not export the project learns nothing of its exports
    const denied = await ask({ since: ours.id }, 'lead');
    expect(denied).toMatchObject({ status: 403 });
    expect(await ask({ since: '65f000000000000000000000' }, 'lead')).toEqual({ ...denied, headers: expect.anything() });
    const hidden = await ask({ since: ours.id }, 'stranger');
    expect(hidden).toMatchObject({ status: 404, body: { field: 'id' } });
    expect(await ask({ since: 'x' }, 'stranger')).toEqual({ ...hidden, headers: expect.anything() });
  });
});

describe('deltas', () => {
  it('share a build with equal deltas of the same base only', async () => {
    const [first, second] = [await base(), await base()];
    await world.changeProject();
    const delta = await world.request({ since: first.id, reuse: true });
    expect(await world.request({ since: first.id, reuse: true })).toMatchObject({ joinedTo: delta.id });
    expect(await world.request({ since: second.id, reuse: true })).toMatchObject({ joinedTo: null });
    expect(await world.request({ format: 'ndjson', reuse: true })).toMatchObject({ joinedTo: null });
  });
});
