import { interpolate } from '@hub/annotations';
import fc from 'fast-check';
import { PerFrameWriter, type Interpolation } from './per-frame-writer.js';
import type { FrameRange, TrackKeyFrame } from './video-track-writer.js';

const track = { geometry: 'point', object: '"objectId":"o1","schemaId":"s1","title":"Car"', firstFrame: 0 };
const linear: Interpolation = (geometry, from, to) =>
  geometry === 'polyline'
    ? null
    : {
        constants: ['', ''],
        numbersAt: (frame) => {
          const a = JSON.parse(from.shape) as number;
          const b = JSON.parse(to.shape) as number;
          return [a + ((b - a) * (frame - from.frame)) / (to.frame - from.frame)];
        },
      };
const key = (frame: number, shape: number, more: Partial<TrackKeyFrame> = {}): TrackKeyFrame => ({
  frame,
  shape: String(shape),
  classifications: '',
  metadata: null,
  extra: '',
  stopped: false,
  ...more,
});

/** What the store gives for a range: those in it, the last before and the first after. */
async function* inRange(keys: readonly TrackKeyFrame[], { from, to }: FrameRange): AsyncIterable<TrackKeyFrame> {
  const before = keys.findLast((k) => k.frame < from);
  const after = keys.find((k) => k.frame > to);
  yield* [before, ...keys.filter((k) => k.frame >= from && k.frame <= to), after].filter((k) => k !== undefined);
}

async function write(
  keys: readonly TrackKeyFrame[],
  {
    interpolation = linear as Interpolation | null,
    range = { from: 0, to: 1e9 },
    comma = false,
    geometry = 'point',
  } = {},
): Promise<{ text: string; entries: number }> {
  const head = { ...track, geometry, firstFrame: keys[0]?.frame ?? 0 };
  const result = { text: '', entries: 0 };
  for await (const chunk of new PerFrameWriter(interpolation).write(head, inRange(keys, range), range, comma)) {
    result.text += chunk.text.toString();
    result.entries += chunk.entries;
  }
  return result;
}

interface Entry {
  page: number;
  point: number;
  classifications: unknown[];
  metadata?: unknown;
  interpolationStopped?: true;
}
const entriesOf = (text: string): Entry[] => JSON.parse(`[${text}]`) as Entry[];

it('spells an entry as the public contract does', async () => {
  const keys = [key(0, 1, { metadata: '{"createdBy":"a"}' }), key(1, 2, { stopped: true })];
  expect((await write(keys)).text).toBe(
    '{"point":1,"objectId":"o1","schemaId":"s1","title":"Car","classifications":[],"page":0,"metadata":{"createdBy":"a"}},' +
      '{"point":2,"objectId":"o1","schemaId":"s1","title":"Car","classifications":[],"page":1,"interpolationStopped":true}',
  );
});

it('interpolates between key frames, holds the answers and leaves metadata to the key frames', async () => {
  const keys = [key(0, 0, { classifications: '{"answer":"left"}', metadata: '{}', extra: ',"lock":true' }), key(4, 8)];
  const entries = entriesOf((await write(keys)).text);
  expect(entries.map((entry) => [entry.page, entry.point])).toEqual([
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 6],
    [4, 8],
  ]);
  expect(entries.map((entry) => entry.classifications.length)).toEqual([1, 1, 1, 1, 0]);
  expect(entries.map((entry) => 'lock' in entry)).toEqual([true, true, true, true, false]);
  expect(entries.map((entry) => 'metadata' in entry)).toEqual([true, false, false, false, false]);
});

it('writes nothing while the object is gone', async () => {
  const entries = entriesOf((await write([key(0, 0), key(2, 2, { stopped: true }), key(9, 5), key(10, 6)])).text);
  expect(entries.map((entry) => entry.page)).toEqual([0, 1, 2, 9, 10]);
  expect(entries.map((entry) => entry.interpolationStopped ?? false)).toEqual([false, false, true, false, false]);
});

it('writes key frames only without interpolation, and for shapes that have none', async () => {
  const keys = [key(0, 0), key(5, 5), key(9, 9, { stopped: true })];
  expect(entriesOf((await write(keys, { interpolation: null })).text).map((entry) => entry.page)).toEqual([0, 5, 9]);
  expect(entriesOf((await write(keys, { geometry: 'polyline' })).text).map((entry) => entry.page)).toEqual([0, 5, 9]);
});

it('gives the same text for any borders', async () => {
  const keyFrames = fc
    .uniqueArray(fc.tuple(fc.nat(60), fc.nat(99), fc.boolean()), { selector: ([frame]) => frame, minLength: 1 })
    .map((list) => list.sort(([a], [b]) => a - b).map(([frame, shape, stopped]) => key(frame, shape, { stopped })));
  await fc.assert(
    fc.asyncProperty(keyFrames, fc.array(fc.nat(61)), fc.boolean(), fc.boolean(), async (keys, cuts, comma, all) => {
      const interpolation = all ? linear : null;
      const whole = await write(keys, { interpolation, comma });
      const borders = [...new Set([0, ...cuts])].sort((a, b) => a - b);
      let text = '';
      let entries = 0;
      for (const [i, from] of borders.entries()) {
        const part = await write(keys, { interpolation, comma, range: { from, to: (borders[i + 1] ?? 1e9) - 1 } });
        text += part.text;
        entries += part.entries;
      }
      expect({ text, entries }).toEqual(whole);
      expect(entriesOf(comma ? whole.text.slice(1) : whole.text)).toHaveLength(whole.entries);
    }),
  );
});

it('writes an entry larger than a chunk', async () => {
  const polygon = (seed: number): string => JSON.stringify(Array.from({ length: 20_000 }, (_, i) => [i * seed, i / 7]));
  const keys = [key(0, 0, { shape: polygon(1.1) }), key(3, 0, { shape: polygon(1.7) })];
  const { text, entries } = await write(keys, { interpolation: interpolate, geometry: 'polygon' });
  expect(entries).toBe(4);
  expect((JSON.parse(`[${text}]`) as { polygon: unknown[] }[]).map(({ polygon }) => polygon.length)).toEqual([
    20_000, 20_000, 20_000, 20_000,
  ]);
});

describe('with the interpolation of exports', () => {
  const coordinate = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  const box = fc.record({ x: coordinate, y: coordinate, width: coordinate, height: coordinate });
  const shapes: Record<string, fc.Arbitrary<unknown>> = {
    'bounding-box': box,
    'rotated-bounding-box': fc.tuple(box, fc.double({ min: -180, max: 180, noNaN: true })).map(([b, rotation]) => ({
      ...b,
      rotation,
    })),
    point: fc.tuple(coordinate, coordinate),
    polygon: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 3 }),
    polyline: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 3 }),
  };
  const tracks = fc.constantFrom(...Object.keys(shapes)).chain((geometry) =>
    fc
      .uniqueArray(
        fc.record({
          frame: fc.nat(400),
          shape: shapes[geometry]!.map((shape) => JSON.stringify(shape)),
          stopped: fc.boolean(),
          classifications: fc.constantFrom('', '{"answer":"grün"}'),
          extra: fc.constantFrom('', ',"group":"ä"'),
          metadata: fc.constantFrom(null, '{"createdBy":"ann"}'),
        }),
        { selector: ({ frame }) => frame, minLength: 1, maxLength: 8 },
      )
      .map((keys) => ({ geometry, keys: keys.sort((a, b) => a.frame - b.frame) })),
  );

  it('has every frame of the object once and in order, and its key frames to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(tracks, async ({ geometry, keys }) => {
        const { text } = await write(keys, { interpolation: interpolate, geometry });
        const entries = JSON.parse(`[${text}]`) as (Entry & Record<string, unknown>)[];
        const expected = keys.flatMap(({ frame, stopped }, n) => {
          const next = keys[n + 1];
          const alone = !next || stopped || geometry === 'polyline';
          return Array.from({ length: alone ? 1 : next.frame - frame }, (_, i) => frame + i);
        });
        expect(entries.map(({ page }) => page)).toEqual(expected);
        for (const k of keys) {
          expect(text).toContain(`{"${geometry}":${k.shape},`);
          const entry = entries.find(({ page }) => page === k.frame)!;
          expect(JSON.stringify(entry[geometry])).toBe(JSON.stringify(JSON.parse(k.shape)));
          expect(entry.interpolationStopped ?? false).toBe(k.stopped);
        }
      }),
    );
  });

  it('gives the same text for any borders', async () => {
    await fc.assert(
      fc.asyncProperty(tracks, fc.array(fc.nat(401), { maxLength: 6 }), async ({ geometry, keys }, cuts) => {
        const options = { interpolation: interpolate, geometry };
        const borders = [...new Set([0, ...cuts])].sort((a, b) => a - b);
        let text = '';
        for (const [i, from] of borders.entries())
          text += (await write(keys, { ...options, range: { from, to: (borders[i + 1] ?? 1e9) - 1 } })).text;
        expect(text).toBe((await write(keys, options)).text);
      }),
    );
  });
});

it('cuts long stretches into chunks', async () => {
  const range = { from: 0, to: 1e9 };
  const sizes: number[] = [];
  for await (const { text } of new PerFrameWriter(linear).write(
    track,
    inRange([key(0, 0), key(50_000, 1)], range),
    range,
    false,
  ))
    sizes.push(text.length);
  expect(sizes.length).toBeGreaterThan(50);
  expect(Math.max(...sizes)).toBeLessThan(70_000);
});
