import fc from 'fast-check';
import { interpolate, type ShapeAt } from './interpolate.js';
import { numberText } from '../text/number-text.js';
import type { MovingShape } from './moving-shape.js';

const at = (frame: number, shape: unknown): ShapeAt => ({ frame, shape: JSON.stringify(shape) });
const between = (geometry: string, from: ShapeAt, to: ShapeAt): string[] => {
  const shape = interpolate(geometry, from, to)!;
  return Array.from({ length: to.frame - from.frame - 1 }, (_, i) => textAt(shape, from.frame + 1 + i));
};
const textAt = ({ constants, numbersAt }: MovingShape, frame: number): string => {
  const numbers = Array.from(numbersAt(frame), numberText);
  return constants.map((constant, i) => constant + (numbers[i] ?? '')).join('');
};

const coordinate = fc.double({ min: -1e5, max: 1e5, noNaN: true });
const frames = fc.tuple(fc.nat(1000), fc.integer({ min: 2, max: 300 })).map(([a, n]) => [a, a + n] as const);

describe('a box', () => {
  it('moves by the same step on every frame', () => {
    const box = (x: number, width: number) => ({ x, y: 0, width, height: 10 });
    expect(between('bounding-box', at(0, box(0, 10)), at(4, box(10, 11)))).toEqual([
      '{"x":2.5,"y":0,"width":10.25,"height":10}',
      '{"x":5,"y":0,"width":10.5,"height":10}',
      '{"x":7.5,"y":0,"width":10.75,"height":10}',
    ]);
  });

  it('runs monotonously from one end to the other', () => {
    fc.assert(
      fc.property(coordinate, coordinate, frames, (x1, x2, [a, b]) => {
        const xs = between('point', at(a, [x1, 0]), at(b, [x2, 0])).map((text) => (JSON.parse(text) as number[])[0]!);
        const path = [x1, ...xs, x2];
        const direction = Math.sign(x2 - x1);
        for (let i = 1; i < path.length; i++)
          expect((path[i]! - path[i - 1]!) * direction).toBeGreaterThanOrEqual(-0.001);
      }),
    );
  });

  it('keeps equal coordinates and further members to the letter', () => {
    const shapes = between(
      'bounding-box',
      at(0, { x: 0.12345, y: 1, width: 1, height: 1, z: 'a' }),
      at(2, { x: 0.12345, y: 2, width: 1, height: 1, z: 'b' }),
    );
    expect(shapes).toEqual(['{"x":0.12345,"y":1.5,"width":1,"height":1,"z":"a"}']);
  });

  it('stays finite between the largest numbers', () => {
    expect(between('point', at(0, [-1.5e308, 0]), at(2, [1.5e308, 1]))).toEqual(['[0,0.5]']);
  });

  it('is interpolated in a volume too', () => {
    const [shape] = between(
      'bounding-box',
      at(0, { x1: 0, y1: 0, z1: 0, x2: 4, y2: 4, z2: 4 }),
      at(2, { x1: 1, y1: 1, z1: 1, x2: 5, y2: 5, z2: 5 }),
    );
    expect(shape).toBe('{"x1":0.5,"y1":0.5,"z1":0.5,"x2":4.5,"y2":4.5,"z2":4.5}');
  });
});

describe('any shape', () => {
  const point = fc.tuple(coordinate, coordinate);
  const shapes: Record<string, fc.Arbitrary<unknown>> = {
    'bounding-box': fc.record({ x: coordinate, y: coordinate, width: coordinate, height: coordinate }),
    'rotated-bounding-box': fc.record({
      x: coordinate,
      y: coordinate,
      width: coordinate,
      height: coordinate,
      rotation: fc.double({ min: -180, max: 180, noNaN: true }),
    }),
    polygon: fc.array(point, { minLength: 1, maxLength: 4 }),
    segmentation: fc.record({
      zones: fc.array(
        fc.record({
          region: fc.array(point, { minLength: 1, maxLength: 3 }),
          holes: fc.array(fc.array(point, { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
        }),
        { maxLength: 2 },
      ),
    }),
    point,
  };

  it.each(Object.entries(shapes))('%s: has its key frames at the ends, up to rounding', (geometry, shape) => {
    fc.assert(
      fc.property(shape, shape, frames, (one, other, [a, b]) => {
        const moving = interpolate(geometry, at(a, one), at(b, other))!;
        expect(numbersOf(textAt(moving, a))).toEqual(numbersOf(JSON.stringify(one)).map(expectClose));
        const structure = (value: string) => value.replace(/-?[\d.e+-]+/g, 'n');
        if (structure(JSON.stringify(one)) !== structure(JSON.stringify(other))) return;
        expect(numbersOf(textAt(moving, b))).toEqual(numbersOf(JSON.stringify(other)).map(expectClose));
      }),
    );
  });

  it.each(Object.entries(shapes))(
    '%s: is JSON with at most three decimals, whatever was asked before',
    (geometry, shape) => {
      fc.assert(
        fc.property(shape, shape, frames, fc.nat(300), (one, other, [a, b], n) => {
          const frame = a + 1 + (n % (b - a - 1));
          const [from, to] = [at(a, one), at(b, other)];
          const text = textAt(interpolate(geometry, from, to)!, frame);
          JSON.parse(text);
          const again = interpolate(geometry, from, to)!;
          for (let f = a + 1; f < frame; f++) again.numbersAt(f);
          expect(textAt(again, frame)).toBe(text);
        }),
      );
    },
  );

  const sums = Object.entries(shapes).filter(([geometry]) => geometry !== 'rotated-bounding-box');
  it.each(sums)('%s: is what a plain sum over the two shapes gives', (geometry, shape) => {
    fc.assert(
      fc.property(shape, shape, frames, fc.nat(300), (one, other, [a, b], n) => {
        const frame = a + 1 + (n % (b - a - 1));
        const text = textAt(interpolate(geometry, at(a, one), at(b, other))!, frame);
        const sum = mixed(one, other, (frame - a) / (b - a)) ?? one;
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(sum)));
      }),
    );
  });

  /** Number by number; undefined where the structures differ. */
  const mixed = (one: unknown, other: unknown, s: number): unknown => {
    if (typeof one === 'number' && typeof other === 'number')
      return one === other ? one : rounded(one + (other - one) * s);
    if (Array.isArray(one) && Array.isArray(other)) {
      const items = one.map((item, i) => mixed(item, other[i], s));
      return one.length === other.length && !items.includes(undefined) ? items : undefined;
    }
    if (!one || !other || typeof one !== 'object' || typeof other !== 'object') return undefined;
    const members = Object.keys(one).map((key) => [key, mixed(one[key as never], other[key as never], s)] as const);
    return members.every(([, value]) => value !== undefined) ? Object.fromEntries(members) : undefined;
  };
  const rounded = (value: number): number => (Math.sign(value) * Math.round(Math.abs(value) * 1000)) / 1000;

  const numbersOf = (text: string): number[] => (text.match(/-?\d+(\.\d+)?(e[+-]?\d+)?/g) ?? []).map(Number);
  const expectClose = (value: number): unknown => expect.closeTo(value === 180 || value === -180 ? 180 : value, 2.5);
});

describe('polygons and segmentations', () => {
  it('move point by point when they have as many', () => {
    expect(
      between(
        'polygon',
        at(0, [
          [0, 0],
          [2, 0],
        ]),
        at(2, [
          [2, 2],
          [4, 0],
        ]),
      ),
    ).toEqual(['[[1,1],[3,0]]']);
    const zones = (d: number) => ({
      zones: [
        {
          region: [
            [d, 0],
            [9, 0],
            [9, 9],
          ],
          holes: [
            [
              [5, d],
              [6, 5],
              [6, 6],
            ],
          ],
        },
      ],
    });
    expect(between('segmentation', at(0, zones(0)), at(2, zones(1)))).toEqual([
      '{"zones":[{"region":[[0.5,0],[9,0],[9,9]],"holes":[[[5,0.5],[6,5],[6,6]]]}]}',
    ]);
  });

  it('hold the earlier key frame when points, zones or holes do not match', () => {
    const [a, b] = [
      at(0, [
        [0, 0],
        [2, 0],
        [1, 1],
      ]),
      at(3, [
        [2, 2],
        [4, 0],
      ]),
    ];
    expect(between('polygon', a, b)).toEqual([a.shape, a.shape]);
    const one = at(0, { zones: [{ region: [[0, 0]], holes: [] }] });
    const holed = at(2, { zones: [{ region: [[5, 0]], holes: [[[0, 0]]] }] });
    const two = at(2, {
      zones: [
        { region: [[0, 0]], holes: [] },
        { region: [[0, 0]], holes: [] },
      ],
    });
    expect(between('segmentation', one, holed)).toEqual([one.shape]);
    expect(between('segmentation', one, two)).toEqual([one.shape]);
  });

  it('take a zone without holes as one with an empty list', () => {
    const bare = at(0, { zones: [{ region: [[0, 0]] }] });
    expect(between('segmentation', bare, at(2, { zones: [{ region: [[2, 0]], holes: [] }] }))).toEqual([
      '{"zones":[{"region":[[1,0]]}]}',
    ]);
  });
});

describe('a rotated box', () => {
  const box = (rotation: number) => ({ x: 0, y: 0, width: 4, height: 2, rotation, corners: [] });
  const rotations = (from: number, to: number): number[] =>
    between('rotated-bounding-box', at(0, box(from)), at(4, box(to))).map(
      (text) => (JSON.parse(text) as { rotation: number }).rotation,
    );

  it('turns the shorter way', () => {
    expect(rotations(0, 40)).toEqual([10, 20, 30]);
    expect(rotations(170, -170)).toEqual([175, 180, -175]);
    expect(rotations(-170, 170)).toEqual([-175, 180, 175]);
    expect(rotations(0, 180)).toEqual([45, 90, 135]);
  });

  it('keeps measures that do not change to the letter', () => {
    const [shape] = between(
      'rotated-bounding-box',
      at(0, { ...box(200), x: 0.12345, y: 1 }),
      at(2, { ...box(200), x: 0.12345, y: 2 }),
    );
    expect(shape).toContain('"x":0.12345,"y":1.5,');
    expect(shape).toContain('"rotation":200');
  });

  it('has the corners of the box between', () => {
    expect(between('rotated-bounding-box', at(0, box(0)), at(2, { ...box(180), x: 2 }))).toEqual([
      '{"x":1,"y":0,"width":4,"height":2,"rotation":90,"corners":[[4,-1],[4,3],[2,3],[2,-1]]}',
    ]);
  });
});

it('gives nothing for geometries that have key frames only', () => {
  for (const geometry of ['polyline', 'ner', 'circle', 'unheard-of'])
    expect(interpolate(geometry, at(0, [[0, 0]]), at(2, [[1, 1]]))).toBeNull();
});
