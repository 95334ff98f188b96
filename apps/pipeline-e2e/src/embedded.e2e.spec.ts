import { startEmbeddedHub } from './hubs/embedded-hub.js';
import { HubClient } from './clients/hub-client.js';
import { continuousJourneys } from './journeys/continuous.journeys.js';
import { deltaJourneys } from './journeys/delta.journeys.js';
import { demoDataJourneys } from './journeys/demo-data.journeys.js';
import { bareProjectsJourneys } from './journeys/bare-projects.journeys.js';
import { hostileLabelsJourneys } from './journeys/hostile-labels.journeys.js';
import { peopleJourneys } from './journeys/people.journeys.js';
import { previewJourneys } from './journeys/preview.journeys.js';
import { unwritableJourneys } from './journeys/unwritable.journeys.js';

jest.setTimeout(180_000);

describe('on the embedded bus', () => {
  let hub: Awaited<ReturnType<typeof startEmbeddedHub>>;
  beforeAll(async () => void (hub = await startEmbeddedHub()));
  afterAll(() => hub?.stop());

  demoDataJourneys(() => hub);
  peopleJourneys(() => hub);
  unwritableJourneys(() => hub);
  hostileLabelsJourneys(() => hub);
  bareProjectsJourneys(() => hub);
  previewJourneys(() => hub);
  deltaJourneys(() => hub);
  continuousJourneys(
    () => hub,
    () => hub.restart('SIGKILL'),
  );

  it('goes on after kill -9, with the same data and nothing seeded twice', async () => {
    const owner = new HubClient(hub.url, hub.demo.users[0]?.apiKey ?? '');
    const project = hub.demo.projects.find(({ name }) => name === 'DeepWeeds');
    const asked = await owner.createExport(project?.id ?? '', { format: 'ndjson', reuse: false });
    await hub.restart('SIGKILL');
    expect((await owner.finished(asked.id)).reconciliation).toMatchObject({ selected: 3507, exported: 3507 });
    const { projects } = (await owner.json('GET', '/api/projects')) as { projects: unknown[] };
    expect(projects.length).toBeLessThanOrEqual(hub.demo.projects.length + 2);
  });

  it('stops cleanly on Ctrl-C and starts again on the same data', async () => {
    expect(await hub.restart('SIGINT')).toEqual({ exitCode: 0, databaseLeft: false });
    const owner = new HubClient(hub.url, hub.demo.users[0]?.apiKey ?? '');
    const { view } = await owner.exported(hub.demo.projects[0]?.id ?? '', { format: 'json', reuse: false });
    expect(view.state).toBe('completed');
  });
});
