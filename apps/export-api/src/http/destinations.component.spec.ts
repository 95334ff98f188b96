import { ExportRequested } from '@hub/event-contracts';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld } from '../testing/export-api-world.js';

const theirs = { storageId: 's1', bucket: 'theirs', path: 'exports/{date}' };
let world: ExportApiWorld;
beforeAll(async () => (world = await ExportApiWorld.start()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.links.destination = theirs;
  await world.changeProject();
});

async function toldTo(one: ExportView): Promise<unknown[]> {
  await world.settled();
  return world.bus.said(ExportRequested, one.id).map(({ destination }) => destination ?? null);
}

it('an export goes where the project wanted its files when it was asked for', async () => {
  const asked = await world.request();
  expect(asked.destination).toEqual(theirs);
  world.links.destination = null;
  const later = await world.request();
  expect(later.destination).toBeNull();
  expect([await toldTo(asked), await toldTo(later)]).toEqual([[theirs], [null]]);
  const history = await world.call<{ exports: ExportView[] }>(
    'manager',
    'GET',
    `/api/projects/${asked.projectId}/exports?limit=2`,
  );
  expect(history.body.exports.map(({ destination }) => destination)).toEqual([null, theirs]);
});

it('a retry goes where the project wants its files now', async () => {
  const asked = await world.request();
  await world.sendAndWait(world.news(asked).failed('deliver', 'destination'));
  const mended = { ...theirs, bucket: 'mended' };
  world.links.destination = mended;
  const retried = await world.call<ExportView>('manager', 'POST', `/api/exports/${asked.id}/retry`);
  expect(retried.body).toMatchObject({ attempt: 2, destination: mended });
  expect(await toldTo(asked)).toEqual([theirs, mended]);
});

describe('equal requests', () => {
  const share = () => world.request({ format: 'ndjson', reuse: true });

  it('share a build that runs to the same place only', async () => {
    const first = await share();
    expect((await share()).joinedTo).toBe(first.id);
    world.links.destination = { ...theirs, path: 'elsewhere' };
    expect((await share()).joinedTo).toBeNull();
    world.links.destination = null;
    expect((await share()).joinedTo).toBeNull();
  });

  it("get a file of their own once the first is in a customer's bucket: it may be gone from there", async () => {
    const first = await share();
    const news = world.news(first);
    await world.sendAndWait(news.buildStarted(), news.archiveBuilt(), news.delivered('original'));
    expect((await world.view(first.id)).state).toBe('completed');
    expect((await share()).joinedTo).toBeNull();
  });
});

it('is refused for now when nobody knows where the files go', async () => {
  await world.links.stop();
  try {
    const answer = await world.call('manager', 'POST', `/api/projects/${world.people.projectId}/exports`, {
      format: 'ndjson',
    });
    expect(answer).toMatchObject({ status: 503, body: { code: 'storage-router-unavailable' } });
  } finally {
    await world.links.restart();
  }
});
