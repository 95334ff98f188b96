import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { boundsOf } from '../geometry/rotated-box.js';
import { polygonArea } from '../geometry/flat-points.js';
import { fillZones } from './fill-zones.js';
import { compressCounts, decompressCounts, parseRle, rleArea, type Rle } from './rle.js';
import { traceZones } from './trace-zones.js';

const demo = (path: string): unknown => JSON.parse(readFileSync(join(__dirname, '../../../../demo', path), 'utf8'));

/** Rows of text, `#` for a pixel. */
function maskOf(...rows: string[]): Rle {
  const [height, width] = [rows.length, rows[0]!.length];
  const counts: number[] = [0];
  let value = '.';
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (rows[y]![x] !== value) counts.push(0);
      value = rows[y]![x]!;
      counts[counts.length - 1]!++;
    }
  }
  return { height, width, counts };
}

const masks = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.boolean(), { minLength: width * height, maxLength: width * height })
      .map((bits) => ({ width, height, bits })),
  )
  .map(({ width, height, bits }) =>
    maskOf(
      ...Array.from({ length: height }, (_, y) =>
        bits
          .slice(y * width, (y + 1) * width)
          .map((bit) => (bit ? '#' : '.'))
          .join(''),
      ),
    ),
  );

describe('outlines', () => {
  it('give the mask back when they are filled', () => {
    fc.assert(
      fc.property(masks, (mask) => expect(fillZones(traceZones(mask), mask)).toEqual(mask)),
      { numRuns: 500 },
    );
  });

  it('have the area of the mask', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const area = traceZones(mask).reduce(
          (sum, { region, holes }) =>
            sum + polygonArea(region) - holes.reduce((inner, hole) => inner + polygonArea(hole), 0),
          0,
        );
        expect(area).toBe(rleArea(mask));
      }),
    );
  });

  it('follow the edges of the pixels, with holes', () => {
    const region = [
      [1, 1],
      [4, 1],
      [4, 4],
      [1, 4],
    ];
    const hole = [
      [2, 3],
      [2, 2],
      [3, 2],
      [3, 3],
    ];
    const [zone, ...others] = traceZones(maskOf('....', '.###', '.#.#', '.###'));
    expect(others).toEqual([]);
    expect(zone!.region).toEqual(region);
    expect(zone!.holes).toHaveLength(1);
    expect(new Set(zone!.holes[0]!.map(String))).toEqual(new Set(hole.map(String)));
  });

  it('take pixels that touch at a corner as two zones', () => {
    expect(traceZones(maskOf('#.', '.#'))).toHaveLength(2);
  });

  it('find an island inside a hole', () => {
    const zones = traceZones(maskOf('#####', '#...#', '#.#.#', '#...#', '#####'));
    expect(zones.map(({ region, holes }) => [region.length, holes.length])).toEqual([
      [4, 1],
      [4, 0],
    ]);
  });

  it('are none for an empty mask', () => expect(traceZones(maskOf('..', '..'))).toEqual([]));
});

describe('filling', () => {
  it('takes the pixels whose centre is inside, and cuts off what is outside the image', () => {
    expect(
      fillZones(
        [
          {
            region: [
              [-3, -3],
              [1.6, -3],
              [1.6, 1.4],
              [-3, 1.4],
            ],
            holes: [],
          },
        ],
        { width: 3, height: 2 },
      ),
    ).toEqual(maskOf('##.', '...'));
  });

  it('joins zones that overlap and leaves out holes', () => {
    const square = (a: number, b: number) =>
      [
        [a, a],
        [b, a],
        [b, b],
        [a, b],
      ] as [number, number][];
    expect(
      fillZones(
        [
          { region: square(0, 3), holes: [square(1, 2)] },
          { region: square(2, 4), holes: [] },
        ],
        { width: 4, height: 4 },
      ),
    ).toEqual(maskOf('###.', '#.#.', '####', '..##'));
  });
});

describe('run lengths', () => {
  it('are the same after compressing and decompressing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000_000)), (counts) =>
        expect(decompressCounts(compressCounts(counts))).toEqual(counts),
      ),
    );
  });

  it('read and write the compressed masks of SA-V to the letter', () => {
    const { masklet } = demo('video-masks/sa-v/sav_000001_manual.json') as {
      masklet: { size: number[]; counts: string }[][];
    };
    for (const mask of masklet.flat()) expect(compressCounts(parseRle(mask).counts)).toBe(mask.counts);
    const mask = parseRle(masklet[0]![0]);
    expect(fillZones(traceZones(mask), mask)).toEqual(mask);
  });

  it('read the crowd regions of COCO, where their authors say they are', () => {
    const { annotations } = demo('coco/coco-mini-val/instances_val2017.json') as {
      annotations: { iscrowd: number; bbox: number[]; segmentation: unknown }[];
    };
    const crowds = annotations.filter((annotation) => annotation.iscrowd === 1);
    expect(crowds).toHaveLength(5);
    for (const { bbox, segmentation } of crowds) {
      const { x, y, width, height } = boundsOf(traceZones(parseRle(segmentation)).flatMap(({ region }) => region))!;
      // theirs run from the first to the last pixel, ours from edge to edge
      expect([x, y, width - 1, height - 1]).toEqual(bbox);
    }
  });

  it.each([
    [{ counts: [1] }, 'size'],
    [{ size: [1, 1], counts: [1.5] }, 'counts'],
    [{ size: [2, 2], counts: [3] }, '3 pixels for 2 × 2'],
    [{ size: [1, 1], counts: '\n' }, 'character 0'],
    [{ size: [1, 1], counts: 'Z' }, 'within a number'],
  ])('refuse %j', (value, message) => expect(() => parseRle(value)).toThrow(message));
});
