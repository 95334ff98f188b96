import { documentsOf } from './clients/documents.js';
import { drawn, DrawnProject } from './clients/drawn-project.js';
import { Exporter } from './clients/exporter.js';
import { growText } from './hubs/grow-text.js';
import type { HurtableHub } from './hubs/hub.js';
import { LimitedBuilder } from './hubs/limited-builder.js';
import { startNativeHub } from './hubs/native-hub.js';
import { ownerOf } from './hubs/owner-of.js';
import { serversSchema } from './hubs/servers.js';
import { WatchedBuilders } from './hubs/watched-builders.js';

jest.setTimeout(180_000);

const characters = 100 * 1024 * 1024;

describe('on Kafka, with a task of 100 MB', () => {
  let hub: HurtableHub;
  let builders: WatchedBuilders;
  let exporter: Exporter;
  let huge: string;
  let small: string;
  const limited: LimitedBuilder[] = [];
  const request = { format: 'ndjson', ...drawn };

  beforeAll(async () => {
    hub = await startNativeHub({ builders: 0, settings: { BUILD_SILENCE_MS: '1500', KAFKA_SESSION_TIMEOUT: '6000' } });
    builders = new WatchedBuilders(hub, serversSchema.parse(process.env).S3_ENDPOINT);
    exporter = new Exporter(ownerOf(hub));
    const project = await DrawnProject.create(exporter.client, 'Huge');
    huge = project.id;
    await project.add(['1.png', '2.png', '3.png']);
    const note = (n: number, answer: string) => ({
      externalId: `${n}.png`,
      classifications: [{ title: 'Note', answer }],
    });
    await project.label([note(1, 'short'), note(2, 'grows'), note(3, 'short')]);
    await growText(hub.database.url, 'grows', characters);
    small = (await DrawnProject.create(exporter.client, 'Small')).id;
  }, 300_000);
  afterAll(async () => {
    await Promise.all(limited.map((builder) => builder.release()));
    await hub?.stop();
    await builders?.close();
  });

  it('exports it, in no more memory than the task itself and 200 MiB', async () => {
    const builder = await builders.add();
    const { view, entries } = await exporter.export(huge, request);
    expect(view.reconciliation).toEqual({ selected: 3, exported: 3, empty: 0, quarantined: 0 });
    const answers = documentsOf(entries, 'ndjson').map(({ task }) => String(task.classifications[0]?.answer).length);
    expect(answers).toEqual([5, characters, 5]);
    const peak = builder.process.peakMemory();
    console.log(`A builder's peak with a task of 100 MB: ${Math.round(peak)} MiB`);
    expect(peak).toBeLessThan(200 + 100);
    await builders.kill(builder);
  });

  it('ends as a failure that says why where builders have no room for it, and takes nobody along', async () => {
    limited.push(new LimitedBuilder(builders, 160), new LimitedBuilder(builders, 160));
    await Promise.all(limited.map((builder) => builder.start()));
    const exporting = await exporter.begin(huge, request);
    const beside = await exporter.export(small, request);
    expect(beside.view.reconciliation).toMatchObject({ selected: 0 });
    expect(await exporting.ended()).toMatchObject({
      state: 'failed',
      error: { step: 'build', code: 'slice-kills-worker', retryable: true, message: expect.stringMatching(/started/) },
    });
    expect(await exporter.told(exporting.id)).toEqual(['export.failed']);
    const deaths = limited.reduce((sum, each) => sum + each.deaths, 0);
    console.log(`Builders died ${deaths} times before the export was given up`);
    expect(deaths).toBeGreaterThanOrEqual(3);

    await Promise.all(limited.map((builder) => builder.release()));
    const { view } = await exporter.retry(exporting.id);
    expect(view.reconciliation).toEqual({ selected: 3, exported: 3, empty: 0, quarantined: 0 });
  });
});
