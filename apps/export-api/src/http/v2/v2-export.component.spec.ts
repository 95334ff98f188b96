import { ExportRequested, type DataOf } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { ExportApiWorld } from '../../testing/export-api-world.js';

let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());

type Requested = DataOf<typeof ExportRequested>;
interface Pending {
  readonly answer: Promise<{
    status: number;
    body: { status: string; message: string; code: string; data: { exportPath: string; exportId: string } };
  }>;
  readonly requested: Requested;
  leave(): void;
}

const requests = (): Requested[] =>
  world.bus.sent.filter((event) => event.type === ExportRequested.type).map((event) => event.data as Requested);

/** Asks as an SDK does, the query sent as it is given, and waits until the export is accepted and a build announced. */
async function ask(query: string, { path = '/v2/export', instance = 0 } = {}): Promise<Pending> {
  await world.changeProject();
  const before = requests().length;
  const raw = `${path}?project=${world.people.projectId}&${query}`;
  let leave = (): void => undefined;
  const answer: Pending['answer'] = new Promise((resolve, reject) => {
    const request = get(
      `${world.url(instance)}`,
      { path: raw, headers: { apikey: world.people.keys.manager, 'accept-encoding': 'gzip, deflate' } },
      (response) =>
        text(response).then((body) => resolve({ status: response.statusCode!, body: JSON.parse(body) }), reject),
    );
    request.on('error', reject);
    leave = () => void request.destroy();
  });
  answer.catch(() => undefined);
  await Promise.race([answer, eventually(() => requests().length > before)]);
  return { answer, requested: requests().at(-1)!, leave };
}

const about = ({ exportId, projectId, projectName }: Requested) => world.news({ id: exportId, projectId, projectName });
const state = async (id: string) => (await world.view(id)).state;
const pending = Symbol('pending');
const soon = (answer: Promise<unknown>) =>
  Promise.race([answer, new Promise((resolve) => setImmediate(resolve, pending))]);

describe('GET /v2/export', () => {
  it('answers when the file is there, with a link that works by itself', async () => {
    const { answer, requested } = await ask(
      'format=ndjson&stage=%5B%22Label%22%2C+%22Complete%22%5D&batches=["week 2"]&taskTypes=%5B%22default%22%5D&updatedAt=%7B%7D&doNotNotify=false&includeMask=true'.replace(
        'week 2',
        'week+2',
      ),
    );
    expect(requested.selection).toMatchObject({
      format: 'ndjson',
      finalLineFeed: false,
      stageIds: ['Label', 'Complete'],
      taskTypes: ['default'],
      include: { metadata: true, history: true },
    });
    expect(requested.selection.batchIds).toHaveLength(1);
    const news = about(requested);
    await world.sendAndWait(news.buildStarted(), news.archiveBuilt());
    expect(await soon(answer)).toBe(pending);
    await world.send(news.delivered('original'));
    const { status, body } = await answer;
    expect([status, body.status, body.data.exportId]).toEqual([200, 'success', requested.exportId]);
    // our redirect: works as often and as late as the client wants, and can be revoked
    expect(world.links.asked.at(-1)).toMatchObject({ path: '/internal/tickets', body: { channel: 'v2' } });
    expect(body.data.exportPath).toMatch(/^https:\/\/[!-~]+$/);
    expect((await world.view(requested.exportId)).request).toMatchObject({ notify: true, sendEmail: false });
  });

  it('reads the un-encoded query of the oldest client, and names beyond ASCII', async () => {
    const old = await ask('stage=["Complete"]&includeSegmentationPoints=true');
    expect(old.requested.selection.stageIds).toEqual(['Complete']);
    old.leave();
    expect(await (await ask('stage=["Pr\\u00fcfung"]')).answer).toMatchObject({
      status: 400,
      body: { field: 'stage', value: 'Prüfung', expected: 'Start, Label, Complete' },
    });
  });

  it('has no stage filter for consensus tasks, issues and selected tasks', async () => {
    for (const query of [
      'taskTypes=["consensus"]',
      'type=issue&taskTypes=["default"]',
      `tasks=${JSON.stringify(world.people.taskIds.slice(0, 2))}`,
    ]) {
      const asked = await ask(query);
      expect(asked.requested.selection.stageIds).toBeUndefined();
      asked.leave();
    }
    expect(requests().at(-1)?.selection.taskIds).toEqual(world.people.taskIds.slice(0, 2));
  });

  it('ends NDJSON in a line feed by its older name', async () => {
    const asked = await ask('format=ndjson&type=None', { path: '/v2/exportV3' });
    expect(asked.requested.selection).toMatchObject({ type: 'task', finalLineFeed: true });
    asked.leave();
  });

  it.each([
    ['user', 400, 'fail'],
    ['destination', 500, 'error'],
    ['hub', 500, 'error'],
  ] as const)('answers a failure (%s) with its reason', async (fault, status, kind) => {
    const { answer, requested } = await ask('');
    await world.send(about(requested).failed('deliver', fault));
    expect(await answer).toMatchObject({
      status,
      body: {
        status: kind,
        code: 'export-failed',
        message: `The export ${requested.exportId} failed (deliver, disk-full): The disk is full.`,
      },
    });
  });

  it('answers a cancellation', async () => {
    const { answer, requested } = await ask('');
    await world.call('owner', 'POST', `/api/exports/${requested.exportId}/cancel`);
    expect(await answer).toMatchObject({
      status: 409,
      body: { status: 'fail', message: `The export ${requested.exportId} was cancelled.` },
    });
  });

  it.each(['/v2/export', '/v2/exportV3'])('does not export for a look: HEAD %s', async (path) => {
    const before = requests().length;
    const { keys, projectId } = world.people;
    const look = (apikey: string) =>
      fetch(`${world.url()}${path}?project=${projectId}`, { method: 'HEAD', headers: { apikey } });
    const answer = await look(keys.manager);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await look('no such key')).status).toBe(401);
    expect(requests()).toHaveLength(before);
  });

  it('goes on when the client has gone', async () => {
    const { answer, requested, leave } = await ask('');
    leave();
    await expect(answer).rejects.toThrow('socket hang up');
    await world.sendAndWait(about(requested).delivered('original'));
    expect(await state(requested.exportId)).toBe('completed');
  });

  it('makes two exports of two requests, also at the same time', async () => {
    const first = await ask('');
    const second = await ask('');
    expect(first.requested.exportId).not.toBe(second.requested.exportId);
    await world.send(about(second.requested).delivered('original'), about(first.requested).delivered('original'));
    const paths = await Promise.all([first.answer, second.answer]).then((answers) =>
      answers.map(({ body }) => body.data.exportPath),
    );
    expect(paths[0]).toContain(first.requested.exportId);
    expect(paths[1]).toContain(second.requested.exportId);
  });

  it.each([
    ['format=csv', 'format', 'csv', 'json, ndjson, split'],
    ['format=json&format=json', 'format', 'json and json', 'the parameter once'],
    ['includeMetadata=1', 'includeMetadata', '1', 'true or false'],
    ['stage=["Complete"', 'stage', '["Complete"', 'valid JSON'],
    ['batches=nope', 'batches', 'nope', 'week 1, week 2'],
    ['createdAt={"$gt":"now"}', 'createdAt', 'now', expect.stringContaining('$gt')],
  ])('refuses %s', async (query, field, value, expected) => {
    const { answer } = await ask(query);
    expect(await answer).toMatchObject({
      status: 400,
      body: { status: 'fail', code: 'bad-request', field, value, expected },
    });
  });

  it('refuses a project that is not there, or not named', async () => {
    expect(await world.call('manager', 'GET', '/v2/export?project=nope')).toMatchObject({
      status: 404,
      body: { field: 'project', value: 'nope' },
    });
    expect(await world.call('manager', 'GET', '/v2/export')).toMatchObject({ status: 400, body: { field: 'project' } });
  });
});

describe('with several instances', () => {
  it('one hears of the end that another one handled', async () => {
    // the first instance leads the consumer group, so it handles the news; the second one waits for it
    const stopInstance = await world.addInstance();
    const { answer, requested } = await ask('', { instance: 1 });
    await world.send(about(requested).delivered('original'));
    expect(await answer).toMatchObject({ status: 200 });

    // and when its channel was cut in between
    const second = await ask('', { instance: 1 });
    await world.store.dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'export_api_ended'`,
    );
    await world.send(about(second.requested).delivered('original'));
    expect(await second.answer).toMatchObject({ status: 200 });

    const third = await ask('', { instance: 1 });
    const closed = stopInstance();
    expect(await third.answer).toMatchObject({ status: 503, body: { status: 'error', code: 'stopping' } });
    await closed;
    await world.sendAndWait(about(third.requested).delivered('original'));
    expect(await state(third.requested.exportId)).toBe('completed');
  });
});
