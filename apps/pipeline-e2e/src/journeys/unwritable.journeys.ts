import { z } from 'zod';
import { HubClient } from '../clients/hub-client.js';
import { readZip } from '../clients/zip-reader.js';
import type { Hub } from '../hubs/hub.js';

const projectSchema = z.object({ data: z.object({ project: z.object({ _id: z.string() }) }) });
const lineSchema = z.object({
  externalId: z.string(),
  reasons: z.array(z.object({ objectId: z.string().nullable(), path: z.string(), reason: z.string() })),
});
type Line = z.infer<typeof lineSchema>;

/** As Python writes it: `NaN` and `Infinity` are numbers, half a surrogate pair is a text. */
const coco = `{"categories": [{"id": 1, "name": "cat"}],
"images": [
  {"id": 1, "file_name": "good.png"}, {"id": 2, "file_name": "empty.png"}, {"id": 3, "file_name": "nan.png"},
  {"id": 4, "file_name": "null.png"}, {"id": 5, "file_name": "half.png"}, {"id": 6, "file_name": "name-\\ud83d.png"},
  {"id": 7, "file_name": "wide.png", "width": Infinity}, {"id": 8, "file_name": "note.png", "note": "\\udc00"},
  {"id": 9, "file_name": "turned.png"}],
"annotations": [
  {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]},
  {"id": 3, "image_id": 3, "category_id": 1, "bbox": [NaN, 2, 3, 4]},
  {"id": 4, "image_id": 4, "category_id": 1, "segmentation": [[1, 2, null, 4, 5, 6]]},
  {"id": 5, "image_id": 5, "caption": "half \\ud83d"},
  {"id": 9, "image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4, -Infinity]},
  {"id": 10, "image_id": 1, "category_id": 77, "bbox": [1, 2, 3, 4]}]}`;

const track = (boxes: string): string =>
  `<annotations><track label="car">${boxes.replace(/(\d+):(\S+)/g, '<box frame="$1" xtl="$2" ytl="2" xbr="9" ybr="9"/>')}</track></annotations>`;
const videos = {
  'good.xml': track('0:1 5:2 9:3'),
  'order.xml': track('0:1 9:2 5:3'),
  'twice.xml': track('0:1 5:2 5:3'),
  'nan.xml': track('0:1 5:NaN'),
};

const half = 'text with half a surrogate pair';
const expected: Record<string, { path: string; reason: RegExp }[]> = {
  'nan.png': [
    { path: 'bounding-box.x', reason: /^NaN is not a finite number$/ },
    { path: 'source.bbox[0]', reason: /NaN/ },
  ],
  'null.png': [{ path: 'polygon[1][0]', reason: /^not a number$/ }],
  'half.png': [{ path: 'answer', reason: new RegExp(half) }],
  // the name's own letters cannot be written either
  'name-\ufffd.png': [
    { path: 'externalId', reason: new RegExp(half) },
    { path: 'data', reason: new RegExp(half) },
  ],
  'wide.png': [{ path: 'metadata.width', reason: /^Infinity is not a finite number$/ }],
  'note.png': [{ path: 'contextData.note', reason: new RegExp(half) }],
  'turned.png': [
    { path: 'rotated-bounding-box.rotation', reason: /-Infinity/ },
    { path: 'source.bbox[4]', reason: /-Infinity/ },
  ],
  'order.mp4': [{ path: 'page', reason: /^frame 5: after frame 9/ }],
  'twice.mp4': [{ path: 'page', reason: /^frame 5: a second key frame on this frame/ }],
  'nan.mp4': [
    { path: 'bounding-box.x', reason: /NaN is not a finite number/ },
    { path: 'bounding-box.width', reason: /NaN/ },
  ],
};

/** Whatever a file holds, every task of it is exported, empty, or quarantined with its reason. */
export function unwritableJourneys(hub: () => Hub): void {
  it('quarantines what can be imported but not written, and loses nothing', async () => {
    const { url, demo } = hub();
    const owner = new HubClient(url, demo.users[0]?.apiKey ?? '');
    const made = projectSchema.parse(await owner.json('POST', '/v2/project', { name: 'Unwritable' }));
    const projectId = made.data.project._id;
    const summaries = [await owner.importFile(projectId, 'bad.json', coco)];
    for (const [name, xml] of Object.entries(videos)) summaries.push(await owner.importFile(projectId, name, xml));
    // the one annotation that cannot be read stands in the answer; everything else is in the project
    expect(summaries.map(({ read, setAside, reasons }) => [read, setAside, reasons])).toEqual([
      [15, 1, { 'unknown-category': 1 }],
      [4, 0, {}],
      [4, 0, {}],
      [4, 0, {}],
      [3, 0, {}],
    ]);

    for (const format of ['json', 'ndjson', 'split'])
      for (const history of [true, false]) {
        const { view, zip } = await owner.exported(projectId, { format, include: { history } });
        expect(view.reconciliation).toEqual({ selected: 13, exported: 2, empty: 1, quarantined: 10 });
        const entries = await readZip(zip);
        const quarantine = entries.find(({ name }) => name === 'quarantine.ndjson')?.content.toString() ?? '';
        const lines = quarantine.split('\n').filter(Boolean);
        const set = new Map(lines.map((line) => [lineSchema.parse(JSON.parse(line)).externalId, line] as const));
        expect([...set.keys()].sort()).toEqual(Object.keys(expected).sort());
        for (const [externalId, reasons] of Object.entries(expected)) {
          const line: Line = lineSchema.parse(JSON.parse(set.get(externalId) ?? ''));
          expect(line.reasons).toEqual(
            expect.arrayContaining(
              reasons.map(({ path, reason }) =>
                expect.objectContaining({ path, reason: expect.stringMatching(reason) as string }),
              ),
            ),
          );
        }
      }
  });
}
