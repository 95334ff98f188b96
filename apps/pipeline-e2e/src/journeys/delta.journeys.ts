import { z } from 'zod';
import { ChangingProject } from '../clients/changing-project.js';
import { byName, linesOf, put, removedSchema } from '../clients/deltas.js';
import { documentsOf } from '../clients/documents.js';
import { HubClient } from '../clients/hub-client.js';
import type { Hub } from '../hubs/hub.js';

const formats = ['json', 'ndjson', 'split'] as const;
const deltaSchema = z.object({
  delta: z.object({ since: z.string(), added: z.number(), changed: z.number(), removed: z.number() }),
});

/** Exports of what changed since an earlier one. */
export function deltaJourneys(hub: () => Hub): void {
  it.each(formats)('a base and what changed since are the whole project again: %s', async (format) => {
    const client = new HubClient(hub().url, hub().demo.users[0]?.apiKey ?? '');
    const project = await ChangingProject.create(client, `Delta ${format}`);
    await project.add('kept.png', 'changed.png', 'gone.png');
    const base = await project.export({ format, include: { history: true } });
    const first = byName(documentsOf(base.entries, format));
    expect([...first.keys()].sort()).toEqual(['changed.png', 'gone.png', 'kept.png']);

    const nothing = await project.export({ since: base.id });
    expect(documentsOf(nothing.entries, format)).toEqual([]);
    expect(linesOf(nothing.entries, 'removed.ndjson')).toEqual([]);

    await project.annotate(first.get('changed.png')!.task.taskId, 7);
    await project.remove(first.get('gone.png')!.assetId);
    await project.add('new.png');
    const delta = await project.export({ since: base.id });
    const names = documentsOf(delta.entries, format).map(({ externalId }) => externalId);
    expect(names.sort()).toEqual(['changed.png', 'new.png']);
    const removed = linesOf(delta.entries, 'removed.ndjson').map((line) => removedSchema.parse(JSON.parse(line)));
    expect(removed).toEqual([
      {
        taskId: first.get('gone.png')!.task.taskId,
        assetId: first.get('gone.png')!.assetId,
        externalId: 'gone.png',
        reason: 'deleted',
      },
    ]);
    const manifest = deltaSchema.parse(JSON.parse(linesOf(delta.entries, 'manifest.json').join('\n')));
    expect(manifest.delta).toMatchObject({ since: base.id, added: 1, changed: 1, removed: 1 });

    // a delta is a base, too
    await project.annotate(first.get('kept.png')!.task.taskId, 9);
    const next = await project.export({ since: delta.id });
    const whole = await project.export({ format, include: { history: true } });
    const full = byName(documentsOf(whole.entries, format));
    const applied = [delta, next].reduce((state, { entries }) => put(state, entries, format), first as typeof full);
    expect(Object.fromEntries(applied)).toEqual(Object.fromEntries(full));
  });
}
