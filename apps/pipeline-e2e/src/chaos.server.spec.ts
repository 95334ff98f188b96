import { expectSame, Exporter, type Exported, type Exporting } from './clients/exporter.js';
import { importFile } from './clients/import-file.js';
import { holdJob, jobDone, jobEnd, slicesDone, slicesTakenOver } from './hubs/held-job.js';
import type { HurtableHub } from './hubs/hub.js';
import { ownerOf } from './hubs/owner-of.js';
import { startNativeHub } from './hubs/native-hub.js';
import { largeCoco } from './journeys/large-coco.js';

jest.setTimeout(180_000);

/** After this silence of a worker its slices go to others; the sweeper looks at least every 5 s. */
const sweepMs = 15_000;
const request = { format: 'ndjson', include: { history: true } };

describe('on Kafka with two builders, while processes die', () => {
  let hub: HurtableHub;
  let exporter: Exporter;
  let projectId: string;
  let undisturbed: Exported;

  const begin = (converter?: string): Promise<Exporting> =>
    exporter.begin(projectId, { ...request, ...(converter && { converter }) });

  beforeAll(async () => {
    // four slices in turn for two builders; small slices and parts, so that there are many
    const settings = {
      SLICE_BYTES: String(1024 * 1024),
      BUILD_WIDTH: '4',
      DELIVERY_PART_MIB: '5',
      DELIVERY_SLICE_PARTS: '1',
      KAFKA_SESSION_TIMEOUT: '6000',
    };
    hub = await startNativeHub({ builders: 2, settings });
    exporter = new Exporter(ownerOf(hub));
    projectId = await importFile(exporter.client, 'Chaos', 'large.json', largeCoco(1200, 20_000));
    undisturbed = await (await begin('coco')).completed();
    expect(undisturbed.view.reconciliation).toMatchObject({ selected: 1200, exported: 1200 });
  }, 300_000);
  afterAll(() => hub?.stop());

  it('completes with the same content when a builder is killed in the middle', async () => {
    const plain = await (await begin()).completed();
    const exporting = await begin();
    const held = await holdJob(hub.database.url, 'export_builder', exporting.id, { atLeast: 5 });
    // a builder has at most two under way, so with three both of them hold one
    await held.standing(3);
    await hub.kill('export-builder', 0);
    await held.release();
    const stoodStill = await jobDone(hub.database.url, 'export_builder', exporting.id);
    const killed = await exporting.completed();
    expectSame(killed, undisturbed);
    const takenOver = await slicesTakenOver(hub.database.url, 'export_builder', exporting.id);
    expect(takenOver).toBeGreaterThan(0);
    const slices = (await slicesDone(hub.database.url, 'export_builder', exporting.id)).length;
    expect(slices).toBeGreaterThanOrEqual(40);
    console.log(
      `${slices} slices; undisturbed ${plain.milliseconds} ms; a builder killed after ${held.finished}: ` +
        `${killed.milliseconds} ms, of which nothing moved for ${stoodStill} ms; ${takenOver} slices taken over`,
    );
    expect(stoodStill).toBeLessThan(sweepMs);
    await hub.add('export-builder');
  });

  it('completes within the sweep time when the topic of the slices is emptied in the middle', async () => {
    const exporting = await begin();
    const held = await holdJob(hub.database.url, 'export_builder', exporting.id, { atLeast: 5 });
    await held.standing(1);
    await hub.emptyTopic('build-slices');
    await held.release();
    const emptied = await exporting.completed();
    expectSame(emptied, undisturbed);
    console.log(`build-slices emptied after ${held.finished} of ${held.slices} slices: ${emptied.milliseconds} ms`);
    expect(emptied.milliseconds).toBeLessThan(undisturbed.milliseconds + sweepMs);
  });

  it('goes on with a delivery when storage-router is killed in its middle and comes back', async () => {
    const exporting = await begin();
    const held = await holdJob(hub.database.url, 'storage_router', exporting.id);
    await held.standing(1);
    await hub.kill('storage-router');
    await held.release();
    await hub.add('storage-router');
    const delivered = await exporting.completed();
    expectSame(delivered, undisturbed);
    console.log(
      `storage-router killed after ${held.finished} of ${held.slices} slices: ${delivered.milliseconds} ms, ` +
        `${await slicesTakenOver(hub.database.url, 'storage_router', exporting.id)} taken over`,
    );
  });

  it('completes and tells once when export-api is killed while the export runs', async () => {
    const exporting = await begin();
    const held = await holdJob(hub.database.url, 'export_builder', exporting.id);
    await hub.kill('export-api');
    await held.release();
    // everything that the service should have heard happens while it is away
    await jobDone(hub.database.url, 'storage_router', exporting.id);
    await hub.add('export-api');
    expectSame(await exporting.completed(), undisturbed);
    expect(await exporter.told(exporting.id)).toEqual(['export.completed']);
    // a second one would have come by the time that a later export's has
    const later = await (await begin()).completed();
    await exporter.told(later.view.id);
    expect(await exporter.toldNow(exporting.id)).toEqual(['export.completed']);
  });

  it('builds on for those who share a build when the one who began it cancels, and stops when nobody is left', async () => {
    const share = (format: string) => exporter.begin(projectId, { format, include: { idleBlur: true }, reuse: true });
    const cancel = ({ id }: Exporting) => exporter.client.json('POST', `/api/exports/${id}/cancel`);
    const [first, second] = [await share('ndjson'), await share('ndjson')];
    const held = await holdJob(hub.database.url, 'export_builder', first.id);
    await cancel(first);
    await held.release();
    const { view } = await second.completed();
    expect(view.reconciliation).toMatchObject({ selected: 1200, exported: 1200 });
    expect((await first.ended()).state).toBe('cancelled');
    expect(await exporter.told(second.id)).toEqual(['export.completed']);
    expect(await exporter.toldNow(first.id)).toEqual([]);

    const both = [await share('json'), await share('json')] as const;
    const stopped = await holdJob(hub.database.url, 'export_builder', both[0].id);
    for (const one of both) await cancel(one);
    await stopped.release();
    expect(await jobEnd(hub.database.url, 'export_builder', both[0].id)).toBe('cancelled');
  });

  it('goes on with a conversion when plugin-converter is killed in its middle', async () => {
    const exporting = await begin('coco');
    const held = await holdJob(hub.database.url, 'plugin_converter', exporting.id);
    await held.standing(1);
    await hub.kill('plugin-converter');
    await held.release();
    await hub.add('plugin-converter');
    const finished = await exporting.completed();
    expectSame(finished, undisturbed);
    expect(finished.converted?.length).toBeGreaterThan(1_000_000);
    console.log(
      `plugin-converter killed after ${held.finished} of ${held.slices} slices: ${finished.milliseconds} ms instead of ` +
        `${undisturbed.milliseconds} ms`,
    );
  });
});
