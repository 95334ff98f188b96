import { expectSame, Exporter, type Exported } from './clients/exporter.js';
import { importFile } from './clients/import-file.js';
import { holdJob, type SlicingSchema } from './hubs/held-job.js';
import type { HurtableHub } from './hubs/hub.js';
import { startNativeHub } from './hubs/native-hub.js';
import { ownerOf } from './hubs/owner-of.js';
import { largeCoco } from './journeys/large-coco.js';

jest.setTimeout(180_000);

const request = { format: 'ndjson', include: { history: true } };

/** No process may end because of it: what production would start again, would have lost what it held. */
describe('on Kafka, while Postgres goes away and comes back', () => {
  let hub: HurtableHub;
  let exporter: Exporter;
  let projectId: string;
  let undisturbed: Exported;
  const ids: string[] = [];

  beforeAll(async () => {
    const settings = {
      SLICE_BYTES: String(1024 * 1024),
      DELIVERY_PART_MIB: '5',
      DELIVERY_SLICE_PARTS: '1',
      KAFKA_SESSION_TIMEOUT: '6000',
    };
    hub = await startNativeHub({ builders: 2, settings });
    exporter = new Exporter(ownerOf(hub));
    projectId = await importFile(exporter.client, 'Restarts', 'large.json', largeCoco(600, 20_000));
    undisturbed = await exporter.export(projectId, request);
    ids.push(undisturbed.view.id);
  }, 300_000);
  afterAll(() => hub?.stop());

  it.each<['fast' | 'kill', SlicingSchema]>([
    ['fast', 'export_builder'],
    ['kill', 'export_builder'],
    ['fast', 'storage_router'],
    ['kill', 'storage_router'],
  ])('goes on by itself after its %s in the middle of %s', async (how, schema) => {
    const exporting = await exporter.begin(projectId, request);
    const held = await holdJob(hub.database.url, schema, exporting.id);
    await held.standing(1);
    await hub.database.halt(how);
    await hub.processes.allReady(false);
    const refused = await exporter.client.request('GET', `/api/exports/${exporting.id}`);
    expect([refused.status, ((await refused.json()) as { status: string }).status]).toEqual([503, 'error']);
    await hub.database.resume();
    await hub.processes.allReady(true);
    const exported = await exporting.completed();
    expectSame(exported, undisturbed);
    expect(hub.processes.fallen()).toEqual([]);
    ids.push(exporting.id);
    console.log(`${how} of Postgres after ${held.finished} of ${held.slices} slices: ${exported.milliseconds} ms`);
  });

  it('told of each of them once', async () => {
    for (const id of ids) expect(await exporter.told(id)).toEqual(['export.completed']);
  });
});
