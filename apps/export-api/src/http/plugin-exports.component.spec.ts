import { ExportCompleted, ExportFailed, ExportRequested, type DataOf } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld, type Refusal } from '../testing/export-api-world.js';

let world: ExportApiWorld;
let keys = 0;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());

type Requested = DataOf<typeof ExportRequested>;
interface SyncAnswer {
  readonly status: string;
  readonly data: { readonly exportPath: string; readonly exportId: string };
}

async function session(): Promise<{ id: string; key: string }> {
  const manager = (await world.store.accounts.callerByApiKey(world.people.keys.manager))!;
  const id = `session-${++keys}`;
  const key = await world.store.accounts.openPluginSession({
    ...{ sessionId: id, pluginId: 'p1', pluginName: 'Mine', projectId: world.people.projectId, sendEmail: true },
    organizationId: manager.organizationId,
    userId: manager.userId,
    expiresAt: new Date(Date.now() + 600_000),
  });
  return { id, key };
}

const requests = (): Requested[] =>
  world.bus.sent.filter((event) => event.type === ExportRequested.type).map((event) => event.data as Requested);

/** As the client in a plugin asks: no notice, no mail. */
async function ask(
  key: string,
): Promise<{ requested: Requested; answer: Promise<{ status: number; body: SyncAnswer }> }> {
  const before = requests().length;
  const query = 'sendEmail=false&doNotNotify=true&format=ndjson&stage=["Complete"]';
  const path = `/v2/export?project=${world.people.projectId}&${query}`;
  const answer = world.call<SyncAnswer>(null, 'GET', path, undefined, { apikey: key });
  await eventually(() => requests().length > before);
  return { requested: requests().at(-1)!, answer };
}
const about = ({ exportId, projectId, projectName }: Requested) => world.news({ id: exportId, projectId, projectName });

it('answers a plugin when the original is there, and waits for what it makes of it', async () => {
  const { id, key } = await session();
  const { requested, answer } = await ask(key);
  expect(requested.plugin).toEqual({ sessionId: id, pluginId: 'p1', name: 'Mine' });
  const news = about(requested);
  await world.sendAndWait(news.archiveBuilt(), news.delivered('original'));
  expect(await answer).toMatchObject({ status: 200, body: { data: { exportId: requested.exportId } } });
  expect(await world.view(requested.exportId)).toMatchObject({
    state: 'converting',
    plugin: { name: 'Mine' },
    artifacts: [{ kind: 'original' }],
  });

  await world.sendAndWait(news.archiveConverted(), news.delivered('converted'));
  const completed = await eventually(() => world.bus.said(ExportCompleted, requested.exportId)[0]);
  // whoever started the run is told, whatever the client said
  expect(completed).toMatchObject({ notify: true, sendEmail: true, plugin: { sessionId: id } });
  expect(completed.artifacts.map(({ kind }) => kind)).toEqual(['original', 'converted']);
});

it('keeps the original of a conversion that failed, and says whose fault it was', async () => {
  const { id, key } = await session();
  const { requested, answer } = await ask(key);
  const news = about(requested);
  await world.sendAndWait(news.archiveBuilt(), news.delivered('original'));
  await answer;
  await world.sendAndWait(news.failed('convert', 'plugin'));
  const view = await world.view(requested.exportId);
  expect(view).toMatchObject({ state: 'failed', error: { step: 'convert', fault: 'plugin' } });
  const failed = await eventually(() => world.bus.said(ExportFailed, requested.exportId)[0]);
  expect(failed).toMatchObject({ artifacts: [{ kind: 'original' }], plugin: { name: 'Mine' } });
  const link = await world.call('manager', 'POST', `/api/exports/${view.id}/artifacts/original/link`);
  expect(link.status).toBe(200);
  const retry = await world.call<Refusal>('manager', 'POST', `/api/exports/${view.id}/retry`);
  expect([retry.status, retry.body.message]).toEqual([
    409,
    expect.stringContaining(`/api/plugin-sessions/${id}/retry`),
  ]);
});

it('gives a run one export to convert; others are as anybody’s', async () => {
  const { key } = await session();
  const [one, two] = [await ask(key), await ask(key)];
  expect([one.requested.plugin?.pluginId, two.requested.plugin]).toEqual(['p1', undefined]);
  const first = about(one.requested);
  const second = about(two.requested);
  await world.sendAndWait(first.delivered('original'), second.delivered('original'));
  await Promise.all([one.answer, two.answer]);
  expect(await world.view(two.requested.exportId)).toMatchObject({ state: 'completed', plugin: null });
  expect(await world.view(one.requested.exportId)).toMatchObject({ state: 'converting' });
});

it('lets a plugin into its project only', async () => {
  const { key } = await session();
  const other = await world.call<Refusal>(null, 'GET', `/v2/export?project=${world.people.otherProjectId}`, undefined, {
    apikey: key,
  });
  expect(other.status).toBe(404);
});

it('takes options that the converter knows, and hands them on', async () => {
  const made = await world.request({ format: 'ndjson', converter: 'yolo', converterOptions: { rotated: 'drop' } });
  expect(made.request).toMatchObject({ converter: 'yolo', converterOptions: { rotated: 'drop' } });
  const requested = await eventually(() => requests().find(({ exportId }) => exportId === made.id));
  expect(requested).toMatchObject({ converter: 'yolo', converterOptions: { rotated: 'drop' } });
  const post = (body: object) =>
    world.call<Refusal>('manager', 'POST', `/api/projects/${world.people.projectId}/exports`, body);
  expect(await post({ converter: 'yolo', converterOptions: { rotated: 'perhaps' } })).toMatchObject({
    status: 400,
    body: { field: 'converterOptions.rotated' },
  });
  expect(await post({ converterOptions: {} })).toMatchObject({ status: 400, body: { field: 'converterOptions' } });
  const { body } = await world.call<{ converters: { name: string }[] }>('labeler', 'GET', '/api/converters');
  expect(body.converters.map(({ name }) => name)).toContain('yolo-obb');
});

it('shows what a conversion could not keep', async () => {
  const made: ExportView = await world.request({ format: 'ndjson', converter: 'coco' });
  const news = world.news(made, 'coco');
  const fidelity = [{ what: 'polyline: COCO has no place for it', times: 3 }];
  const converted = news.archiveConverted();
  const told = { ...converted.envelope, data: { ...converted.parsed.data, fidelity } };
  await world.sendAndWait(news.delivered('original'), { ...converted, envelope: told }, news.delivered('converted'));
  expect((await world.view(made.id)).fidelity).toEqual(fidelity);
  expect(world.bus.said(ExportCompleted, made.id)[0]).toMatchObject({ fidelity });
});
