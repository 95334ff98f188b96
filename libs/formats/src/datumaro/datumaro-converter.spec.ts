import { convertInMemory } from '../testing/convert-in-memory.js';
import { exampleOntology } from '../testing/random-documents.js';
import { datumaroConverter } from './datumaro-converter.js';

const square = (from: number, to: number) => [
  [from, from],
  [to, from],
  [to, to],
  [from, to],
];
const document = (taskId: string, tools: object[], relations: object[] = []) => ({
  asset: 'https://cdn.example/a.png',
  assetId: 'a',
  externalId: 'a.png',
  metadata: { width: 20, height: 10 },
  task: { taskId, stageId: 'Complete', tools, classifications: [], relations },
});
const object = (objectId: string, title: string, shape: object) => ({ ...shape, objectId, title, classifications: [] });

it('writes boxes, masks with holes, groups and empty images under ids of their own', async () => {
  const tools = [
    object('o1', 'Cat', { 'bounding-box': { x: 5, y: 6, width: -2, height: 3 } }),
    object('o2', 'Dog', { segmentation: { zones: [{ region: square(0, 8), holes: [square(2, 4)] }] } }),
  ];
  const slices = [[document('t1', tools, [{ group: ['o1', 'o2'] }]), document('t2', [])]];
  const { files } = await convertInMemory(datumaroConverter, { ontology: exampleOntology, slices });
  const { categories, items } = JSON.parse(files.get('annotations/default.json')?.toString() ?? '') as {
    categories: { label: { labels: { name: string }[] } };
    items: Record<string, unknown>[];
  };
  expect(categories.label.labels.map(({ name }) => name)).toEqual(['Cat', 'Dog', 'nose']);
  expect(items).toMatchObject([
    {
      id: 'a-t1',
      image: { path: 'a.png', size: [10, 20] },
      attr: { status: 'annotated' },
      annotations: [
        { id: 0, type: 'bbox', bbox: [3, 6, 2, 3], label_id: 0, group: 1 },
        { id: 1, type: 'mask', rle: { size: [10, 20] }, label_id: 1, group: 1 },
      ],
    },
    { id: 'a-t2', annotations: [], attr: { status: 'empty' } },
  ]);
});
