import fc from 'fast-check';

const coordinate = fc.integer({ min: -500, max: 20_000 }).map((n) => n / 100);
const size = fc.integer({ min: 1, max: 9_000 }).map((n) => n / 100);
const point = fc.tuple(coordinate, coordinate);
const ring = fc.array(point, { minLength: 3, maxLength: 6 });
const geometry = fc.oneof(
  fc
    .record({ x: coordinate, y: coordinate, width: size, height: size })
    .map((box): Record<string, unknown> => ({ 'bounding-box': box })),
  fc
    .record({ x: coordinate, y: coordinate, width: size, height: size, rotation: fc.integer({ min: -180, max: 180 }) })
    .map((box) => ({ 'rotated-bounding-box': box })),
  ring.map((polygon) => ({ polygon })),
  fc
    .array(fc.record({ region: ring, holes: fc.array(ring, { maxLength: 1 }) }), { minLength: 1, maxLength: 2 })
    .map((zones) => ({ segmentation: { zones } })),
  point.map((value) => ({ point: value })),
  fc.constant({ ner: { start: 0, end: 3, selection: 'abc' } }),
);
const answers = fc.array(
  fc.record({ title: fc.constantFrom('occluded', 'Col,our'), answer: fc.constantFrom('yes', '=1+1', 'a "b"') }),
  {
    maxLength: 1,
  },
);

/** Exported documents of images and videos (spec 3.2 to 3.5), with names that collide. */
export const randomDocuments = (most = 6): fc.Arbitrary<Record<string, unknown>[]> =>
  fc
    .array(
      fc.record({
        externalId: fc.constantFrom('a.png', 'A.PNG', 'b c.jpg', 'ü/ß.jpeg', 'plain'),
        metadata: fc.constantFrom<Record<string, number>>(
          { width: 100, height: 80 },
          {},
          { width: 100, height: 80, frameRate: 25, frameTotal: 9 },
        ),
        tools: fc.array(fc.tuple(geometry, fc.constantFrom('Cat', 'Dog', 'Other'), fc.nat(3), answers), {
          maxLength: 5,
        }),
        totalDuration: fc.constantFrom(0, 10),
        stageId: fc.constantFrom('Label', 'Complete'),
      }),
      { maxLength: most },
    )
    .map((list) =>
      list.map(({ externalId, metadata, tools, totalDuration, stageId }, n) => ({
        asset: `https://cdn.example/${n}`,
        assetId: `a${n}`,
        externalId,
        metadata,
        batches: n % 2 === 0 ? ['even'] : [],
        task: {
          taskId: `t${n}`,
          stage: stageId,
          stageId,
          updatedBy: 'a@example.org',
          totalDuration,
          tools: tools.map(([shape, title, page, classifications], i) => ({
            ...shape,
            objectId: `o${i}`,
            schemaId: 's',
            title,
            classifications,
            ...(metadata['frameRate'] !== undefined && { page }),
          })),
          classifications: [],
          relations: [],
        },
      })),
    );

export const exampleOntology = {
  tools: [
    { title: 'Cat', tool: 'bounding-box' },
    { title: 'Dog', tool: 'polygon' },
    { title: 'nose', tool: 'point' },
    { title: 'Word', tool: 'ner' },
  ],
  classifications: [],
  relations: [],
};
