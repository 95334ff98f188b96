import { convertInMemory } from '../testing/convert-in-memory.js';
import { kittiConverter } from '../kitti/kitti-converter.js';
import { motConverter } from '../mot/mot-converter.js';
import { vocConverter } from '../voc/voc-converter.js';
import { yoloDetection } from '../yolo/yolo-detection.js';
import { yoloObb } from '../yolo/yolo-obb.js';
import { yoloPose } from '../yolo/yolo-pose.js';
import { yoloSegmentation } from '../yolo/yolo-segmentation.js';

const ontology = {
  tools: [
    { title: 'Cat', tool: 'bounding-box' },
    { title: 'Big dog', tool: 'polygon' },
    { title: 'nose', tool: 'point' },
    { title: 'tail', tool: 'point' },
  ],
  classifications: [],
  relations: [],
};
const tool = (n: number, title: string, shape: object, more: object = {}) => ({
  ...shape,
  objectId: `o${n}`,
  schemaId: 's',
  title,
  classifications: [],
  ...more,
});
const image = (externalId: string, taskId: string, tools: object[], more: object = {}, task: object = {}) => ({
  asset: `https://cdn.example/${externalId}`,
  assetId: `a-${taskId}`,
  externalId,
  metadata: { width: 100, height: 50 },
  batches: [],
  ...more,
  task: {
    taskId,
    stage: 'Label',
    stageId: 'Label',
    totalDuration: 9,
    tools,
    classifications: [],
    relations: [],
    ...task,
  },
});
const box = { 'bounding-box': { x: 10, y: 20, width: 30, height: 10 } };
const rotated = { 'rotated-bounding-box': { x: 40, y: 20, width: 20, height: 10, rotation: 90 } };
const square = [
  [20, 10],
  [40, 10],
  [40, 30],
  [20, 30],
];
const scene = image('one.png', 't1', [
  tool(1, 'Cat', box, { classifications: [{ title: 'occluded', answer: 'yes' }] }),
  tool(2, 'Cat', rotated),
  tool(3, 'Big dog', { polygon: square }),
  tool(4, 'nose', { point: [20, 25] }),
]);

async function convert(converter: Parameters<typeof convertInMemory>[0], documents: object[], options: object = {}) {
  const { files, losses } = await convertInMemory(converter, { ontology, slices: [documents], options });
  return { files: Object.fromEntries([...files].map(([name, body]) => [name, body.toString()])), losses };
}
const erased = (converter: unknown) => converter as Parameters<typeof convertInMemory>[0];

it('YOLO detection: shares of the image, classes in ontology order, losses named', async () => {
  const { files, losses } = await convert(erased(yoloDetection), [scene]);
  expect(files['labels/one.txt']).toBe(
    '0 0.250000 0.500000 0.300000 0.200000\n' +
      '0 0.500000 0.500000 0.100000 0.400000\n' +
      '1 0.300000 0.400000 0.200000 0.400000\n',
  );
  expect(files['data.yaml']).toContain('nc: 2\nnames:\n  0: "Cat"\n  1: "Big dog"\n');
  expect(files['classes.txt']).toBe('Cat\nBig dog\n');
  expect(losses).toEqual([
    ['answers about an object: YOLO has no place for it', 1],
    ['point: YOLO has no place for it', 1],
    ['polygon: the upright box around it', 1],
    ['rotated-bounding-box: the upright box around it', 1],
  ]);
  const without = await convert(erased(yoloDetection), [scene], { rotated: 'drop' });
  expect(without.files['labels/one.txt']?.split('\n')).toHaveLength(3);
});

it('YOLO oriented boxes: the corners of a rotated box as they are', async () => {
  const { files } = await convert(erased(yoloObb), [scene]);
  expect(files['labels/one.txt']?.split('\n').slice(0, 2)).toEqual([
    '0 0.100000 0.400000 0.400000 0.400000 0.400000 0.600000 0.100000 0.600000',
    '0 0.550000 0.300000 0.550000 0.700000 0.450000 0.700000 0.450000 0.300000',
  ]);
});

it('YOLO segmentation: a hole is reached by a bridge, so that the even-odd rule leaves it out', async () => {
  const hole = [
    [25, 15],
    [30, 15],
    [30, 20],
  ];
  const ring = tool(1, 'Big dog', { segmentation: { zones: [{ region: square, holes: [hole] }] } });
  const { files } = await convert(erased(yoloSegmentation), [image('one.png', 't1', [ring])]);
  const [, ...numbers] = (files['labels/one.txt'] ?? '').trim().split(' ').map(Number);
  const points = numbers.flatMap((x, i) => (i % 2 === 0 ? [[x * 100, (numbers[i + 1] ?? 0) * 50] as const] : []));
  const covers = (x: number, y: number): boolean =>
    points.reduce((inside, [x1, y1], i) => {
      const [x2, y2] = points[(i + 1) % points.length] ?? [0, 0];
      return y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !inside : inside;
    }, false);
  expect([covers(22, 28), covers(35, 12), covers(29, 16), covers(50, 12)]).toEqual([true, true, false, false]);
});

it('YOLO pose: the points that are grouped with an object, in ontology order', async () => {
  const grouped = image(
    'one.png',
    't1',
    [tool(1, 'Cat', box), tool(2, 'tail', { point: [50, 25] })],
    {},
    {
      relations: [{ title: 'body', group: ['o1', 'o2'] }],
    },
  );
  const { files } = await convert(erased(yoloPose), [grouped]);
  expect(files['labels/one.txt']).toBe('0 0.250000 0.500000 0.300000 0.200000 0 0 0 0.500000 0.500000 2\n');
  expect(files['data.yaml']).toContain('kpt_shape: [2, 3]');
});

it('VOC: the first pixel is 1, names are escaped, answers kept', async () => {
  const odd = image('a&b.png', 't1', [
    tool(1, '<Cat>', box, { classifications: [{ title: 'occluded', answer: 'yes' }] }),
  ]);
  const { files } = await convert(erased(vocConverter), [odd]);
  const xml = files['Annotations/a&b.xml'] ?? '';
  expect(xml).toContain('<filename>a&amp;b.png</filename>');
  expect(xml).toContain('<name>&lt;Cat&gt;</name>');
  expect(xml).toContain('<occluded>1</occluded>');
  expect(xml.match(/<(xmin|ymin|xmax|ymax)>\d+/g)).toEqual(['<xmin>11', '<ymin>21', '<xmax>40', '<ymax>30']);
});

it('KITTI: 15 columns, no blanks in a class', async () => {
  const { files } = await convert(erased(kittiConverter), [scene]);
  const lines = (files['label_2/one.txt'] ?? '').trim().split('\n');
  expect(lines[0]).toBe('Cat 0.00 1 0.00 10.00 20.00 40.00 30.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00');
  expect(lines.map((line) => line.split(' ').length)).toEqual([15, 15, 15]);
  expect(lines[2]).toMatch(/^Big_dog /);
});

it('MOT: frames in order, a number for each object of a video', async () => {
  const at = (n: number, page: number, x: number) =>
    tool(n, 'Cat', { 'bounding-box': { x, y: 1, width: 2, height: 3 } }, { page });
  const gone = { ...at(2, 3, 9), interpolationStopped: true };
  const video = image('drive.mp4', 't1', [at(2, 0, 5), at(2, 1, 6), at(1, 0, 0), gone], {
    metadata: { width: 100, height: 50, frameRate: 25, frameTotal: 9 },
  });
  const { files } = await convert(erased(motConverter), [video]);
  expect(files['sequences/drive/gt/gt.txt']).toBe('1,1,5,1,2,3,1,1,1\n1,2,0,1,2,3,1,1,1\n2,1,6,1,2,3,1,1,1\n');
  expect(files['sequences/drive/seqinfo.ini']).toContain('frameRate=25\nseqLength=9\nimWidth=100');
});

it('tells an image where nothing is from one that nobody looked at, and lets no task overwrite another', async () => {
  const documents = [
    image('same.png', 't1', [tool(1, 'Cat', box)]),
    image('SAME.png', 't2', []),
    image('waits.png', 't3', [], {}, { totalDuration: 0 }),
    image('no-size.png', 't4', [tool(1, 'Cat', box)], { metadata: {} }),
  ];
  const { files, losses } = await convert(erased(yoloDetection), documents);
  expect(Object.keys(files)).toEqual([
    'data.yaml',
    'labels/same.txt',
    'labels/SAME-t2.txt',
    'classes.txt',
    'images.csv',
  ]);
  expect(files['images.csv']?.split('\n').map((row) => row.split(',').filter((_, i) => [0, 8, 9].includes(i)))).toEqual(
    [
      ['file', 'status', 'annotations'],
      ['labels/same.txt', 'annotated', '1'],
      ['labels/SAME-t2.txt', 'empty', '0'],
      ['', 'unlabelled', '0'],
      ['', 'annotated', '0'],
      [''],
    ],
  );
  expect(losses).toEqual([['image size: not known, so objects cannot be written as shares of it', 1]]);
});

it('gives each frame of a video a file, in whatever order objects come', async () => {
  const at = (n: number, page: number) => tool(n, 'Cat', box, { page });
  const { files } = await convert(erased(yoloDetection), [image('v.mp4', 't1', [at(1, 0), at(1, 7), at(2, 7)])]);
  expect(Object.keys(files).filter((name) => name.startsWith('labels/'))).toEqual([
    'labels/v-000000.txt',
    'labels/v-000007.txt',
  ]);
  expect(files['labels/v-000007.txt']?.trim().split('\n')).toHaveLength(2);
});
