import fc from 'fast-check';
import { longestLine } from './whole-lines.js';
import { cocoStart, CocoWriter } from '../coco/coco-writer.js';

const coordinate = fc.integer({ min: -2000, max: 4_000_000 }).map((n) => n / 1000);
const point = fc.tuple(coordinate, coordinate);
const box = fc.record({ x: coordinate, y: coordinate, width: coordinate, height: coordinate });
const geometry = fc.oneof(
  box.map((value) => ({ 'bounding-box': value })),
  box.map((value) => ({ 'rotated-bounding-box': { ...value, rotation: 30 } })),
  fc.array(point, { minLength: 2, maxLength: 5 }).map((polygon) => ({ polygon })),
  point.map((value) => ({ point: value })),
  fc.constant({ ner: { start: 0, end: 1 } }),
);
const classification = fc.record({ title: fc.string(), answer: fc.jsonValue() });
const tool = fc
  .tuple(
    geometry,
    fc.record(
      {
        title: fc.constantFrom('Cat', 'nose', 'other'),
        classifications: fc.array(classification, { maxLength: 1 }),
        page: fc.nat(3),
        metadata: fc.jsonValue(),
      },
      { requiredKeys: ['title'] },
    ),
  )
  .map(([shape, more]) => ({ ...shape, ...more }));
const documentOf = fc
  .record({
    externalId: fc.string(),
    metadata: fc.constantFrom({ width: 40, height: 30 }, {}),
    tools: fc.array(tool, { maxLength: 6 }),
    classifications: fc.array(classification, { maxLength: 1 }),
    grouped: fc.boolean(),
  })
  .map(({ externalId, metadata, tools, classifications, grouped }) => ({
    asset: 'https://cdn.example/a.png',
    assetId: 'a1',
    externalId,
    metadata,
    task: {
      taskId: 't1',
      // ids with and without characters that JSON escapes
      tools: tools.map((each, i) => ({ ...each, objectId: i % 2 ? `o${i}` : `"o\n${i}` })),
      classifications,
      relations: grouped ? [{ title: 'body', group: tools.map((_, i) => (i % 2 ? `o${i}` : `"o\n${i}`)) }] : [],
    },
  }));

const ontology = {
  tools: [
    { title: 'Cat', tool: 'bounding-box' },
    { title: 'nose', tool: 'point' },
  ],
};

async function converted(text: string, sizes: readonly number[]) {
  const written: string[] = [];
  const writer = new CocoWriter(ontology, cocoStart, {
    image: (json) => void written.push(json),
    // some sinks want to be waited for
    annotation: async (json) => void written.push(json),
  });
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const chunk = Buffer.from(bytes.subarray(at, at + (sizes[i % sizes.length] ?? 1)));
    at += chunk.length;
    await writer.push(chunk);
    chunk.fill(0);
  }
  await writer.finish();
  return {
    written: written.map((json) => JSON.parse(json) as unknown),
    state: writer.state(),
    losses: writer.losses.list(),
  };
}

const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 });

it('gives the same of lines that are read whole, of documents that are scanned, and of both in turns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(documentOf, { maxLength: 5 }), sizes, fc.boolean(), async (documents, cuts, feed) => {
      const texts = (indent: (n: number) => number): string =>
        documents.map((each, n) => JSON.stringify(each, null, indent(n))).join(',\n') + (feed ? '\n' : '');
      // indented documents are no lines: they go through the scanner
      const scanned = await converted(
        texts(() => 1),
        [64],
      );
      expect(
        await converted(
          texts(() => 0),
          cuts,
        ),
      ).toEqual(scanned);
      expect(
        await converted(
          texts((n) => n % 2),
          cuts,
        ),
      ).toEqual(scanned);
    }),
    { numRuns: 150 },
  );
});

it('scans a line that is too long to be kept, and reads the lines behind it', async () => {
  const line = (tools: number): string =>
    JSON.stringify({
      asset: 'a',
      assetId: 'a1',
      externalId: 'a.png',
      metadata: {},
      task: {
        taskId: 't',
        tools: Array.from({ length: tools }, (_, i) => ({
          'bounding-box': { x: i, y: 0, width: 1, height: 1 },
          objectId: `o${i}`,
          title: 'Cat',
          classifications: [],
        })),
        classifications: [],
        relations: [],
      },
    });
  const [short, long] = [line(3), line(5000)];
  expect(long.length).toBeGreaterThan(longestLine);
  const { state } = await converted([short, long, short].join('\n'), [64 * 1024]);
  expect(state).toMatchObject({ nextImage: 4, nextAnnotation: 5007 });
});
