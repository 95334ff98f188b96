import type { StoreFault } from '@hub/testing';
import { documentsOf } from './clients/documents.js';
import { box, drawn, DrawnProject } from './clients/drawn-project.js';
import { Exporter } from './clients/exporter.js';
import { importFile } from './clients/import-file.js';
import type { HurtableHub } from './hubs/hub.js';
import { startNativeHub } from './hubs/native-hub.js';
import { ownerOf } from './hubs/owner-of.js';
import { serversSchema } from './hubs/servers.js';
import { WatchedBuilders, type WatchedBuilder } from './hubs/watched-builders.js';
import { largeCoco } from './journeys/large-coco.js';

jest.setTimeout(180_000);

/** What people do between the request and the file. The first requests wait: no builder runs yet. */
describe('on Kafka, after the request', () => {
  let hub: HurtableHub;
  let builders: WatchedBuilders;
  let builder: WatchedBuilder;
  let exporter: Exporter;

  beforeAll(async () => {
    // two slices of several objects for the large project: a slice that ends early leaves some out
    const settings = { SLICE_BYTES: String(40 * 1024 * 1024), BUILD_WIDTH: '1' };
    hub = await startNativeHub({ builders: 0, settings });
    builders = new WatchedBuilders(hub, serversSchema.parse(process.env).S3_ENDPOINT);
    exporter = new Exporter(ownerOf(hub));
  }, 300_000);
  afterAll(async () => {
    await hub?.stop();
    await builders?.close();
  });

  it('exports what was there at its instant, though tasks were deleted, changed and added before the build', async () => {
    const project = await DrawnProject.create(exporter.client, 'Afterwards');
    const assets = await project.add(['kept', 'deleted', 'changed']);
    await project.label(['kept', 'deleted', 'changed'].map((externalId) => ({ externalId, objects: [box(1)] })));
    const request = { format: 'ndjson', ...drawn };
    const asked = await exporter.begin(project.id, request);
    await project.remove([assets[1]!.asset]);
    await project.label([{ externalId: 'changed', objects: [box(2)] }]);
    await project.add(['added']);
    const later = await exporter.begin(project.id, request);
    const cancelled = await exporter.begin(project.id, request);
    await exporter.client.json('POST', `/api/exports/${cancelled.id}/cancel`);
    builder = await builders.add();

    const shown = async ({ completed }: typeof asked) => {
      const { entries, view } = await completed();
      const documents = documentsOf(entries, 'ndjson').map(({ externalId, task }) => [externalId, task.tools.at(-1)]);
      return { documents, reconciliation: view.reconciliation };
    };
    const at = (x: number) => expect.objectContaining({ 'bounding-box': { x, y: 2, width: 3, height: 4 } });
    expect(await shown(asked)).toEqual({
      documents: [['kept', at(1)], ['deleted', at(1)], ['changed', at(1)]], // prettier-ignore
      reconciliation: { selected: 3, exported: 3, empty: 0, quarantined: 0 },
    });
    expect(await shown(later)).toEqual({
      documents: [['kept', at(1)], ['changed', at(2)], ['added', undefined]], // prettier-ignore
      reconciliation: { selected: 3, exported: 2, empty: 1, quarantined: 0 },
    });
    // it was cancelled before anybody could build it
    expect((await cancelled.ended()).state).toBe('cancelled');
    expect(builder.store.puts(new RegExp(cancelled.id))).toEqual([]);
  });

  it('ends a running slice within two seconds of its cancellation, and takes the next export', async () => {
    const large = await importFile(exporter.client, 'Large', 'large.json', largeCoco(1000, 60_000));
    const small = await DrawnProject.create(exporter.client, 'Small');
    await small.add(['one']);
    const slow: StoreFault = { kind: 'slow', milliseconds: 600, bytesPerSecond: Number.POSITIVE_INFINITY };
    const data = (id: string) => new RegExp(`/exports/${id}/build/data/`);

    const measured = await exporter.begin(large, { format: 'ndjson' });
    await measured.completed();
    const objects = builder.store.puts(data(measured.id)).length;
    expect(objects).toBeGreaterThanOrEqual(4);

    const exporting = await exporter.begin(large, { format: 'ndjson' });
    const begun = builders.first({ methods: ['PUT'], path: data(exporting.id) }, 'before', () => undefined);
    const slowness = builder.store.hurt({ methods: ['PUT'], path: data(exporting.id) }, slow);
    await begun;
    const from = performance.now();
    expect(await exporter.client.json('POST', `/api/exports/${exporting.id}/cancel`)).toMatchObject({
      state: 'cancelled',
    });
    const next = await exporter.export(small.id, { format: 'json', ...drawn });
    slowness.mend();
    expect(next.view.reconciliation).toMatchObject({ selected: 1 });
    const sent = builder.store.calls.filter(({ method, path }) => method === 'PUT' && data(exporting.id).test(path));
    const last = Math.max(...sent.map(({ at }) => at)) - from;
    console.log(
      `${sent.length} of ${objects} objects were sent, the last ${Math.round(last)} ms after the cancellation`,
    );
    expect(sent.length).toBeLessThan(objects);
    expect(last).toBeLessThan(2000);
    expect((await exporting.ended()).state).toBe('cancelled');
  });
});
