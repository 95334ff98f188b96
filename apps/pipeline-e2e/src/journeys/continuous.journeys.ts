import { eventually } from '@hub/testing';
import { z } from 'zod';
import { ChangingProject } from '../clients/changing-project.js';
import { byName, put } from '../clients/deltas.js';
import { documentsOf, type ExportedDocument } from '../clients/documents.js';
import { HubClient } from '../clients/hub-client.js';
import { readZip } from '../clients/zip-reader.js';
import type { Hub } from '../hubs/hub.js';

const deliverySchema = z.object({
  status: z.object({
    batches: z.number(),
    waiting: z.number().nullable(),
    underWay: z.boolean(),
    standstill: z.object({ code: z.string() }).nullable(),
  }),
});
const historySchema = z.object({
  exports: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      request: z.object({ continuous: z.object({ batch: z.number() }).optional() }),
    }),
  ),
});

/** Tasks that are delivered by themselves. `hurt` happens while a batch may be under way. */
export function continuousJourneys(hub: () => Hub, hurt: () => Promise<unknown> = async () => undefined): void {
  it('delivers what reaches a stage by itself, and the batches together are the whole project', async () => {
    const client = new HubClient(hub().url, hub().demo.users[0]?.apiKey ?? '');
    const project = await ChangingProject.create(client, 'Continuous');
    const path = `/api/projects/${project.id}/continuous-delivery`;
    const include = { history: true };
    await project.add('first.png', 'second.png');
    await client.json('PUT', path, { tasks: 1, format: 'ndjson', include, from: 'beginning' });
    const settled = (batches: number) =>
      eventually(
        async () => {
          const { status } = deliverySchema.parse(await client.json('GET', path));
          return status.waiting === 0 && !status.underWay && status.batches >= batches ? status : null;
        },
        { within: 120_000, every: 200 },
      );
    await settled(1);
    const before = byName(documentsOf((await project.export({ format: 'ndjson', include })).entries, 'ndjson'));
    await project.annotate(before.get('first.png')!.task.taskId, 7);
    await project.add('third.png');
    await hurt();
    await project.remove(before.get('second.png')!.assetId);
    expect(await settled(2)).toMatchObject({ standstill: null });

    const { exports } = historySchema.parse(await client.json('GET', `/api/projects/${project.id}/exports?limit=100`));
    const batches = exports.filter(({ request }) => request.continuous).reverse();
    expect(batches.map(({ state }) => state)).toEqual(batches.map(() => 'completed'));
    expect(batches.map(({ request }) => request.continuous?.batch)).toEqual(batches.map((_, n) => n + 1));
    let held: ReadonlyMap<string, ExportedDocument> = new Map();
    for (const { id } of batches) held = put(held, await readZip(await client.download(id)), 'ndjson');
    const whole = byName(documentsOf((await project.export({ format: 'ndjson', include })).entries, 'ndjson'));
    expect(Object.fromEntries(held)).toEqual(Object.fromEntries(whole));
    expect([...held.keys()].sort()).toEqual(['first.png', 'third.png']);
    await client.request('DELETE', path);
  });
}
