import { box, drawn, DrawnProject } from '../clients/drawn-project.js';
import { documentsOf } from '../clients/documents.js';
import { Exporter } from '../clients/exporter.js';
import { ownerOf } from '../hubs/owner-of.js';
import type { Hub } from '../hubs/hub.js';

const formats = ['json', 'ndjson', 'split'] as const;
/** No caption of it can be written. */
const unwritable = JSON.stringify({
  categories: [{ id: 1, name: 'cat' }],
  images: Array.from({ length: 12 }, (_, id) => ({ id, file_name: `${id}.png` })),
  annotations: Array.from({ length: 12 }, (_, id) => ({ id, image_id: id, category_id: 1, bbox: [null, 2, 3, 4] })),
});

/** Projects with nothing to export, and what a request may demand then. */
export function bareProjectsJourneys(hub: () => Hub): void {
  it.each(formats)('exports an empty project as %s', async (format) => {
    const exporter = new Exporter(ownerOf(hub()));
    const { id } = await DrawnProject.create(exporter.client, `Empty ${format}`);
    const { view, entries, data } = await exporter.export(id, { format, converter: format === 'json' ? 'coco' : null });
    expect(view.reconciliation).toEqual({ selected: 0, exported: 0, empty: 0, quarantined: 0 });
    // clients read the first entry, so there is one even when it holds nothing
    expect(entries.map(({ name }) => name)).toEqual([
      expect.stringMatching(format === 'json' ? /\.json$/ : /\.ndjson$/),
      'manifest.json',
    ]);
    expect(data.toString()).toBe(format === 'json' ? '[]' : '');
    expect(await exporter.told(view.id)).toEqual(['export.completed']);
  });

  it.each(formats)('exports a project whose tasks all fail as %s: every one has its reason', async (format) => {
    const exporter = new Exporter(ownerOf(hub()));
    const { id } = await DrawnProject.create(exporter.client, `Failing ${format}`);
    await exporter.client.importFile(id, 'bad.json', unwritable);
    const { view, entries } = await exporter.export(id, { format });
    expect(view.reconciliation).toEqual({ selected: 12, exported: 0, empty: 0, quarantined: 12 });
    expect(documentsOf(entries, format)).toEqual([]);
    const lines = entries
      .find(({ name }) => name === 'quarantine.ndjson')
      ?.content.toString()
      .trim()
      .split('\n');
    expect(lines).toHaveLength(12);
  });

  it('fails where a request allows less to be set aside, says so, and completes where it allows it', async () => {
    const exporter = new Exporter(ownerOf(hub()));
    const { id } = await DrawnProject.create(exporter.client, 'Policies');
    await exporter.client.importFile(id, 'bad.json', unwritable);
    for (const quarantine of [{ policy: 'fail' }, { policy: 'fail-above', limit: 11 }]) {
      const exporting = await exporter.begin(id, { format: 'ndjson', quarantine });
      const refused = {
        state: 'failed',
        error: {
          step: 'build',
          code: 'too-many-unwritable',
          fault: 'user',
          retryable: false,
          message: expect.stringMatching(/\.png.*not a number/),
        },
      };
      expect(await exporting.ended()).toMatchObject(refused);
      expect(await exporter.told(exporting.id)).toEqual(['export.failed']);
      // another try shows the same tasks, and ends the same way
      await exporter.client.json('POST', `/api/exports/${exporting.id}/retry`);
      expect(await exporting.ended()).toMatchObject(refused);
    }
    const { view } = await exporter.export(id, { format: 'ndjson', quarantine: { policy: 'fail-above', limit: 12 } });
    expect(view.reconciliation).toMatchObject({ quarantined: 12 });
  });

  it('gives with a base and its deltas what a full export gives', async () => {
    const exporter = new Exporter(ownerOf(hub()));
    const project = await DrawnProject.create(exporter.client, 'Deltas');
    const draw = (names: readonly string[], x: number) =>
      project.label(names.map((externalId) => ({ externalId, objects: [box(x)] })));
    const assets = await project.add(['a', 'b', 'c', 'd', 'e']);
    await draw(['a', 'b', 'c', 'd'], 1);
    const request = { format: 'ndjson', ...drawn };
    const known = new Map<string, string>();
    const apply = async (body: object): Promise<string> => {
      const { view, entries, data } = await exporter.export(project.id, { ...body });
      const lines = (text: string | undefined) => (text ?? '').split('\n').filter(Boolean);
      const removed = lines(entries.find(({ name }) => name === 'removed.ndjson')?.content.toString());
      for (const line of removed) known.delete((JSON.parse(line) as { taskId: string }).taskId);
      for (const [i, { task }] of documentsOf([entries[0]!], 'ndjson').entries())
        known.set(task.taskId, lines(data.toString())[i]!);
      return view.id;
    };
    const base = await apply(request);
    await draw(['b', 'e'], 2);
    await project.remove([assets[2]!.asset]);
    const first = await apply({ since: base });
    await project.add(['f']);
    await draw(['a', 'f'], 3);
    await project.remove([assets[3]!.asset]);
    await apply({ since: first });
    const full = await exporter.export(project.id, request);
    const expected = full.data.toString().split('\n').filter(Boolean).sort();
    expect(expected).toHaveLength(4);
    expect([...known.values()].sort()).toEqual(expected);
  });
}
