import { CocoWriter, cocoStart, type CocoState } from './coco-writer.js';

interface Image {
  id: number;
  file_name: string;
  frame_id?: number;
}
interface Annotation {
  id: number;
  image_id: number;
  category_id: number;
  segmentation: unknown;
  bbox: number[];
  area: number;
  iscrowd: number;
  keypoints?: number[];
  num_keypoints?: number;
  attributes?: Record<string, unknown>;
}

const ontology = {
  tools: [
    { title: 'Cat', tool: 'bounding-box' },
    { title: 'Floor', tool: 'segmentation' },
    { title: 'nose', tool: 'point' },
    { title: 'tail', tool: 'point' },
  ],
};

const document = (
  tools: object[],
  more: { relations?: object[]; classifications?: object[]; dataset?: string[]; metadata?: object } = {},
): Buffer =>
  Buffer.from(
    JSON.stringify({
      asset: 'https://cdn.example/a.png',
      assetId: 'a1',
      externalId: 'a.png',
      metadata: more.metadata ?? { width: 40, height: 30 },
      batches: [],
      ...(more.dataset && { dataset: more.dataset }),
      task: { taskId: 't1', tools, classifications: more.classifications ?? [], relations: more.relations ?? [] },
    }),
  );

let lastId = 0;
const tool = (geometry: object, title: string, more: object = {}): object => ({
  ...geometry,
  objectId: `o${++lastId}`,
  schemaId: 's',
  title,
  classifications: [],
  ...more,
});

async function convert(documents: readonly Buffer[], state: CocoState = cocoStart) {
  const images: Image[] = [];
  const annotations: Annotation[] = [];
  const writer = new CocoWriter(ontology, state, {
    image: async (json) => void images.push(JSON.parse(json) as Image),
    annotation: async (json) => void annotations.push(JSON.parse(json) as Annotation),
  });
  for (const bytes of documents) {
    await writer.push(bytes);
    await writer.push(Buffer.from(',\n'));
  }
  await writer.finish();
  return {
    images,
    annotations,
    state: writer.state(),
    categories: writer.categoryList(),
    losses: writer.losses.list(),
  };
}

it('writes boxes, rotated boxes, polygons and segmentations with area and box', async () => {
  const { annotations, images } = await convert([
    document([
      tool({ 'bounding-box': { x: 12, y: 20, width: -10, height: 5 } }, 'Cat', {
        classifications: [{ title: 'Pose', answer: 'sitting', classifications: [] }],
      }),
      tool({ 'rotated-bounding-box': { x: 0, y: 0, width: 10, height: 10, rotation: 90 } }, 'Cat'),
      tool(
        {
          polygon: [
            [0, 0],
            [4, 0],
            [4, 3],
          ],
        },
        'Floor',
      ),
      tool(
        {
          segmentation: {
            zones: [
              {
                region: [
                  [0, 0],
                  [10, 0],
                  [10, 10],
                  [0, 10],
                ],
                holes: [],
              },
            ],
          },
        },
        'Floor',
      ),
    ]),
  ]);
  expect(images).toEqual([
    { id: 1, file_name: 'a.png', width: 40, height: 30, coco_url: 'https://cdn.example/a.png', task_id: 't1' },
  ]);
  expect(annotations.map(({ bbox, area, category_id }) => ({ bbox, area, category_id }))).toEqual([
    { bbox: [2, 20, 10, 5], area: 50, category_id: 1 },
    { bbox: [0, 0, 10, 10], area: 100, category_id: 1 },
    { bbox: [0, 0, 4, 3], area: 6, category_id: 2 },
    { bbox: [0, 0, 10, 10], area: 100, category_id: 2 },
  ]);
  expect(annotations[0]?.attributes).toEqual({ Pose: 'sitting' });
  expect(annotations[1]).toMatchObject({ segmentation: [[10, 0, 10, 10, 0, 10, 0, 0]], attributes: { rotation: 90 } });
});

it('keeps holes as a mask whose area leaves them out', async () => {
  const zone = {
    region: [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    holes: [
      [
        [2, 2],
        [4, 2],
        [4, 4],
        [2, 4],
      ],
    ],
  };
  const { annotations, losses } = await convert([document([tool({ segmentation: { zones: [zone] } }, 'Floor')])]);
  expect(annotations[0]).toMatchObject({
    area: 96,
    segmentation: { size: [30, 40], counts: expect.any(String) as string },
  });
  expect(losses).toEqual([]);
  const unsized = await convert([document([tool({ segmentation: { zones: [zone] } }, 'Floor')], { metadata: {} })]);
  expect(unsized.losses.map(([what]) => what)).toContain('holes: the image size is not known');
});

it('writes a crowd as a mask', async () => {
  const zone = {
    region: [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    holes: [],
  };
  const { annotations } = await convert([
    document([tool({ segmentation: { zones: [zone] } }, 'Floor', { source: { iscrowd: 1 } })]),
  ]);
  expect(annotations[0]).toMatchObject({ iscrowd: 1, area: 100, segmentation: { size: [30, 40] } });
});

it('joins grouped points to the object as its key points', async () => {
  const cat = tool({ 'bounding-box': { x: 0, y: 0, width: 9, height: 9 } }, 'Cat') as { objectId: string };
  const nose = tool({ point: [3, 4] }, 'nose', { classifications: [{ title: 'visibility', answer: 'hidden' }] }) as {
    objectId: string;
  };
  const lone = tool({ point: [7, 7] }, 'tail');
  const { annotations, categories } = await convert([
    document([cat, nose, lone], { relations: [{ title: 'body', group: [cat.objectId, nose.objectId] }] }),
  ]);
  expect(annotations.map(({ keypoints, num_keypoints }) => ({ keypoints, num_keypoints }))).toEqual([
    { keypoints: [3, 4, 1, 0, 0, 0], num_keypoints: 1 },
    { keypoints: [7, 7, 2], num_keypoints: 1 },
  ]);
  expect(categories[0]).toMatchObject({ name: 'Cat', keypoints: ['nose', 'tail'] });
});

it('writes an image per frame that has an object, in ids that follow the frames, and none for the end of one', async () => {
  const box = (page: number, more: object = {}): object =>
    tool({ 'bounding-box': { x: 0, y: 0, width: 1, height: 1 } }, 'Cat', { page, ...more });
  const { images, annotations, state } = await convert([
    document([box(2), box(5), box(6, { interpolationStopped: true }), box(2)]),
    document([]),
  ]);
  expect(images.map(({ id, file_name, frame_id }) => [id, file_name, frame_id])).toEqual([
    [3, 'a.png#2', 2],
    [6, 'a.png#5', 5],
    [7, 'a.png', undefined],
  ]);
  expect(annotations.map(({ image_id }) => image_id)).toEqual([3, 6, 3]);
  expect(state).toMatchObject({ nextImage: 8, nextAnnotation: 4 });
});

it('gives the same however the documents are cut into stretches', async () => {
  const documents = [
    document([tool({ point: [1, 1] }, 'nose')]),
    document([
      tool(
        {
          polygon: [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
        },
        'unknown class',
      ),
    ]),
    document([]),
  ];
  const whole = await convert(documents);
  const first = await convert(documents.slice(0, 1));
  const second = await convert(documents.slice(1), first.state);
  expect({
    images: [...first.images, ...second.images],
    annotations: [...first.annotations, ...second.annotations],
    categories: second.categories,
  }).toEqual({
    images: whole.images,
    annotations: whole.annotations,
    categories: whole.categories,
  });
});

it('counts what COCO has no place for', async () => {
  const { losses, annotations } = await convert([
    document([tool({ ner: { start: 0, end: 1 } }, 'Cat')], {
      classifications: [{ title: 'Weather' }],
      relations: [{ title: 'near', from: 'a', to: 'b' }],
    }),
  ]);
  expect(annotations).toEqual([]);
  expect(losses).toEqual([
    ['classifications of the task: COCO has no place for them', 1],
    ['ner: COCO has no such object', 1],
    ['relations: COCO has no place for them', 1],
  ]);
});
