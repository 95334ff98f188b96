import { z } from 'zod';
import { documentsOf, type ExportedDocument } from '../clients/documents.js';
import { HubClient } from '../clients/hub-client.js';
import { readZip } from '../clients/zip-reader.js';
import type { Hub } from '../hubs/hub.js';
import { sourceCounts } from './source-counts.js';

const previewSchema = z.object({
  tasks: z.number(),
  unwritable: z.number(),
  annotations: z.number(),
  frames: z.number(),
  bytes: z.number(),
  archiveBytes: z.number(),
  seconds: z.number(),
  joins: z.string().nullable(),
});
type Preview = z.infer<typeof previewSchema>;

const formats = ['json', 'ndjson', 'split'] as const;
const toggles = [{}, { metadata: false }, { history: true }, { onlyKeyFrames: true }] as const;
const requests = formats.flatMap((format) => toggles.map((include) => ({ format, include, reuse: false })));

const isVideo = ({ externalId }: ExportedDocument): boolean => /\.(mp4|mov|avi|mkv)$/.test(externalId);
/** Entries of the tracks of videos, and everything that stands in the lists of the documents. */
function counted(documents: readonly ExportedDocument[]): { frames: number; annotations: number } {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    frames: sum(documents.filter(isVideo).map(({ task }) => task.tools.length)),
    annotations: sum(
      documents.map(({ task }) => task.tools.length + task.classifications.length + task.relations.length),
    ),
  };
}

/** What a preview says beforehand, against the file that then comes out. */
export function previewJourneys(hub: () => Hub): void {
  const owner = (): HubClient => new HubClient(hub().url, hub().demo.users[0]?.apiKey ?? '');
  const projectId = (name: string): string => hub().demo.projects.find((project) => project.name === name)?.id ?? '';
  const preview = async (id: string, body: object): Promise<Preview> =>
    previewSchema.parse(await owner().json('POST', `/api/projects/${id}/exports/preview`, body));

  it.each(Object.keys(sourceCounts))('previews %s: exact counts, sizes within a fifth', async (name) => {
    const id = projectId(name);
    const said = new Map<string, Preview>();
    let annotations = 0;
    for (const body of requests) {
      const before = await preview(id, body);
      const { zip } = await owner().exported(id, body);
      const entries = await readZip(zip);
      const documents = documentsOf(entries, body.format);
      const file = counted(documents);
      const plain = entries.filter(({ name: entry }) => entry !== 'manifest.json').map(({ content }) => content.length);
      const bytes = plain.reduce((total, each) => total + each, 0);
      const what = `${name} ${JSON.stringify(body)}`;
      expect([what, before.tasks, before.unwritable, before.frames]).toEqual([what, documents.length, 0, file.frames]);
      expect([what, within(before.bytes, bytes)]).toEqual([what, 'within a fifth']);
      expect([what, within(before.archiveBytes, zip.length)]).toEqual([what, 'within a fifth']);
      expect(before.seconds).toBeGreaterThan(0);
      said.set(what, before);
      // a track counts its key frames, which is what such an export lists
      if ('onlyKeyFrames' in body.include) annotations = file.annotations;
    }
    for (const [what, before] of said) expect([what, before.annotations]).toEqual([what, annotations]);
  });

  it('says which export would be shared, until something changes', async () => {
    const id = projectId('UAVVaste');
    const body = { format: 'ndjson', include: { idleBlur: true } };
    expect((await preview(id, body)).joins).toBeNull();
    const { view } = await owner().exported(id, body);
    expect(await preview(id, body)).toMatchObject({ joins: view.id, seconds: 0 });
    expect((await preview(id, { ...body, reuse: false })).joins).toBeNull();
  });
}

const within = (estimate: number, actual: number): string =>
  Math.abs(estimate - actual) <= actual / 5 ? 'within a fifth' : `${estimate} instead of ${actual}`;
