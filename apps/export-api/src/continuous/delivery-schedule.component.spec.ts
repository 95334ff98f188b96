import { ExportRequested } from '@hub/event-contracts';
import { eventually } from '@hub/testing';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld } from '../testing/export-api-world.js';
import type { DeliveryView } from './delivery-view.js';

let world: ExportApiWorld;
const projects: string[] = [];
beforeAll(async () => {
  world = await ExportApiWorld.start({ CONTINUOUS_LOOK_SECONDS: '0.05' });
  const organizationId = (await world.request()).projectId && (await organization());
  for (let n = 0; n < 4; n++)
    projects.push(await world.store.projects.create({ organizationId, name: `P ${n}`, createdBy: 'o@spec.example' }));
});
afterAll(() => world.stop());

async function organization(): Promise<string> {
  const [row] = await world.store.dataSource.query<{ id: string }[]>(
    'select organization_id as id from annotation_store.projects where id = $1',
    [world.people.projectId],
  );
  return row!.id;
}

const path = (project: string): string => `/api/projects/${project}/continuous-delivery`;
const put = (project: string, body: object) => world.call<DeliveryView>('owner', 'PUT', path(project), body);
const status = async (project: string) => (await world.call<DeliveryView>('owner', 'GET', path(project))).body.status;
const history = async (project: string): Promise<ExportView[]> => {
  const page = await world.call<{ exports: ExportView[] }>(
    'owner',
    'GET',
    `/api/projects/${project}/exports?limit=100`,
  );
  return page.body.exports.reverse();
};

let made = 0;
const task = (project: string) =>
  world.store.dataSource.transaction((manager) => {
    const externalId = `made ${made++}`;
    const asset = { externalId, data: `https://cdn.example/${externalId}`, kind: 'image' as const };
    return world.store.writer.createTasks(manager, project, 'Complete', [asset], {
      by: 'o@spec.example',
      origin: 'person',
    });
  });

const delivered = new Set<string>();
/** The other services: what was asked for is delivered. */
async function deliverAsked(): Promise<void> {
  for (const { type, subject } of world.bus.sent) {
    if (type !== ExportRequested.type || delivered.has(subject!)) continue;
    delivered.add(subject!);
    const { projectId, projectName } = world.bus.said(ExportRequested, subject!)[0]!;
    await world.send(world.news({ id: subject!, projectId, projectName }).delivered('original'));
  }
}

it('hears at once that it was set up, and that a batch ended', async () => {
  const [project] = projects as [string];
  await task(project);
  await put(project, { tasks: 1, from: 'beginning' });
  const first = await eventually(async () => (await status(project)).lastBatch);
  await task(project);
  // the claim of the look that began it lasts a minute
  const { projectId, projectName } = (await history(project))[0]!;
  await world.sendAndWait(world.news({ id: first.exportId, projectId, projectName }).delivered('original'));
  delivered.add(first.exportId);
  await eventually(async () => (await status(project)).lastBatch?.batch === 2);
});

it('makes each batch once, however many processes do it, and whichever of them goes', async () => {
  const stops = [await world.addInstance(), await world.addInstance()];
  for (const project of projects) await put(project, { tasks: 1 });
  for (let round = 0; round < 12; round++) {
    await Promise.all(projects.map(task));
    await deliverAsked();
    if (round === 4) await stops[0]!();
    if (round === 8) await world.addInstance();
  }
  for (const project of projects)
    await eventually(async () => {
      await deliverAsked();
      const { waiting, lastBatch } = await status(project);
      return waiting === 0 && lastBatch?.state === 'completed';
    });
  for (const project of projects) {
    const batches = (await history(project)).filter(({ request }) => request.continuous);
    expect(batches.map(({ request }) => request.continuous!.batch)).toEqual(batches.map((_, n) => n + 1));
    for (const [n, { request }] of batches.entries()) if (n > 0) expect(request.since).toBe(batches[n - 1]!.id);
    expect(batches.every(({ attempt, state }) => attempt === 1 && state === 'completed')).toBe(true);
  }
}, 60_000);
