import { z } from 'zod';
import { documentsOf, type ExportedDocument } from '../clients/documents.js';
import { HubClient } from '../clients/hub-client.js';
import { readZip, type ZipEntry } from '../clients/zip-reader.js';
import type { Hub } from '../hubs/hub.js';

const formats = ['json', 'ndjson', 'split'] as const;
type Format = (typeof formats)[number];
const createdSchema = z.object({ data: z.object({ project: z.object({ _id: z.string() }) }) });
const tasksSchema = z.object({ data: z.object({ tasks: z.array(z.object({ _id: z.string(), stage: z.string() })) }) });
const removedSchema = z.object({ taskId: z.string(), assetId: z.string(), externalId: z.string(), reason: z.string() });
const deltaSchema = z.object({
  delta: z.object({ since: z.string(), added: z.number(), changed: z.number(), removed: z.number() }),
});

/** A project whose tasks come, change and go. */
class ChangingProject {
  private constructor(
    readonly client: HubClient,
    readonly id: string,
  ) {}

  static async create(client: HubClient, name: string): Promise<ChangingProject> {
    const { data } = createdSchema.parse(await client.json('POST', '/v2/project', { name }));
    const { _id: id } = data.project;
    await client.json('POST', `/v2/project/${id}`, {
      categorySchema: {
        tools: [{ title: 'Car', tool: 'bounding-box', schemaId: 'car' }],
        classifications: [],
        relations: [],
      },
    });
    return new ChangingProject(client, id);
  }

  async add(...names: string[]): Promise<void> {
    const assets = names.map((externalId) => ({ data: `https://cdn.example/${externalId}`, externalId }));
    await this.client.json('POST', `/v2/project/${this.id}/cloud`, { assets });
    const { data } = tasksSchema.parse(await this.client.json('GET', `/v2/project/${this.id}/tasks?limit=100`));
    const waiting = data.tasks.filter(({ stage }) => stage === 'Label');
    for (const task of waiting) await this.annotate(task._id, 1, true);
  }

  async annotate(taskId: string, x: number, next = false): Promise<void> {
    await this.client.json('POST', `/v2/annotate/${taskId}${next ? '?nextStage=true' : ''}`, {
      answer: {
        objects: [{ 'bounding-box': { x, y: 2, width: 3, height: 4 }, schemaId: 'car' }],
        classifications: [],
        relations: [],
      },
      duration: 1000,
    });
  }

  async remove(assetId: string): Promise<void> {
    await this.client.json('DELETE', `/v2/project/${this.id}/assets`, { assets: [assetId] });
  }

  async export(body: Record<string, unknown>): Promise<{ id: string; entries: ZipEntry[] }> {
    const { view, zip } = await this.client.exported(this.id, body);
    return { id: view.id, entries: await readZip(zip) };
  }
}

const linesOf = (entries: readonly ZipEntry[], file: string): string[] =>
  (entries.find(({ name }) => name === file)?.content.toString('utf8') ?? '').split('\n').filter(Boolean);

const byName = (documents: readonly ExportedDocument[]): Map<string, ExportedDocument> =>
  new Map(documents.map((document) => [document.externalId, document]));

/** A delta, put over what was there: documents replace those of the same task, removed ones go. */
function put(state: ReadonlyMap<string, ExportedDocument>, entries: readonly ZipEntry[], format: Format) {
  const next = new Map(state);
  for (const line of linesOf(entries, 'removed.ndjson')) next.delete(removedSchema.parse(JSON.parse(line)).externalId);
  for (const document of documentsOf(entries, format)) next.set(document.externalId, document);
  return next;
}

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
