import fc from 'fast-check';
import { findUnwritable } from './unwritable.js';

const one = (tool: unknown) => findUnwritable({ tools: [tool], classifications: [], relations: [] });
const rest = { objectId: 'o1', schemaId: 's1', title: 'Cat', classifications: [] };

it.each([
  ['box', { 'bounding-box': { x: -1.5, y: 0, width: -3, height: 2 } }],
  ['box in a volume', { 'bounding-box': { x1: 0, y1: 0, z1: 0, x2: 1, y2: 1, z2: 1 } }],
  ['rotated box', { 'rotated-bounding-box': { x: 0, y: 0, width: 1, height: 1, rotation: -180 } }],
  ['polygon', { polygon: [[0, 1]] }],
  ['line in a volume', { polyline: { x1: 0, y1: 0, z1: 0, x2: 1, y2: 1, z2: 1 } }],
  ['segmentation', { segmentation: { zones: [{ region: [[0, 1]] }, { region: [[0, 1]], holes: [[[1, 1]]] }] } }],
  ['segmentation without zones', { segmentation: { zones: [] } }],
  ['point in a volume', { point: [1, 2, 3] }],
  ['span', { ner: { start: 0.5, end: 2, selection: '😀' } }],
  ['pdf', { pdf: { position: { boundingRect: { x1: 0, y1: 0, x2: 1, y2: 1 }, rects: [] }, content: {} } }],
  ['medical brush', { 'medical-brush': true }],
  ['unknown kind', { hologram: { any: 'thing' } }],
])('a %s can be written', (_, tool) => expect(one({ ...tool, ...rest })).toEqual([]));

it.each([
  [{ 'bounding-box': { x: NaN, y: 0, width: 1, height: 1 } }, 'bounding-box.x', 'NaN is not a finite number'],
  [{ 'bounding-box': { y: 0, width: 1, height: 1 } }, 'bounding-box.x', 'missing number'],
  [{ 'bounding-box': { x: '1', y: 0, width: 1, height: 1 } }, 'bounding-box.x', 'not a number'],
  [{ 'bounding-box': null }, 'bounding-box', 'not an object'],
  [{ 'bounding-box': { x1: 0, y1: 0, z1: null, x2: 1, y2: 1, z2: 1 } }, 'bounding-box.z1', 'not a number'],
  [{ polygon: [] }, 'polygon', 'no points'],
  [{ polygon: [[1, 2], [3]] }, 'polygon[1]', 'not a point'],
  [{ polygon: [[1, -Infinity]] }, 'polygon[0][1]', '-Infinity is not a finite number'],
  [
    { segmentation: { zones: [{ region: [[1, 1]], holes: [[[null, 1]]] }] } },
    'segmentation.zones[0].holes[0][0][0]',
    'not a number',
  ],
  [{ segmentation: {} }, 'segmentation.zones', 'not a list'],
  [{ ner: { start: 1 } }, 'ner.end', 'missing number'],
  [{ pdf: { content: {} } }, 'pdf.position', 'missing'],
  [{ point: [1, 2], note: 'half \ud83d' }, 'note', 'text with half a surrogate pair'],
  [{ point: [1, 2], ['\udc00']: 1 }, '\udc00', 'name with half a surrogate pair'],
  [{ point: [1, 2], ocr: { lines: [{ n: Infinity }] } }, 'ocr.lines[0].n', 'Infinity is not a finite number'],
])('%j cannot: %s', (tool, path, reason) =>
  expect(one({ ...tool, ...rest })).toContainEqual({ objectId: 'o1', path, reason }),
);

it('looks at classifications and relations too, and at members that are no objects', () => {
  const found = findUnwritable({
    tools: [null],
    classifications: [{ objectId: 'c1', answer: NaN, classifications: [] }],
    relations: ['x'],
  });
  expect(found).toEqual([
    { objectId: null, path: 'tools[0]', reason: 'not an object' },
    { objectId: 'c1', path: 'answer', reason: 'NaN is not a finite number' },
    { objectId: null, path: 'relations[0]', reason: 'not an object' },
  ]);
});

it('refuses two key frames of one object on one frame in a video only', () => {
  const answer = {
    tools: [1, 2].map((x) => ({ point: [x, 0], page: 4, ...rest })),
    classifications: [],
    relations: [],
  };
  expect(findUnwritable(answer)).toEqual([]);
  expect(findUnwritable(answer, { video: true })).toEqual([
    { objectId: 'o1', path: 'page', reason: 'two key frames on frame 4' },
  ]);
});

it('finds nothing in any JSON text that was parsed, but for what double numbers cannot hold', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const value = JSON.parse(text) as unknown;
      const found = findUnwritable({ tools: [{ value }], classifications: [], relations: [] });
      for (const { reason } of found) expect(reason).toMatch(/surrogate|finite/);
    }),
  );
});
