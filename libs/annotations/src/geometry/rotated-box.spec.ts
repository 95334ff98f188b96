import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { normaliseDegrees, rotatedBoxFromCentre, rotatedBoxFromCorners, rotatedCorners } from './rotated-box.js';

const number = fc.double({ min: -1000, max: 1000, noNaN: true });
const size = fc.double({ min: 0.5, max: 1000, noNaN: true });

it('turns clockwise on the screen about the centre, as the example of the contract does', () => {
  // spec 3.9 turns about the corner; the centre is what 11 says
  const corners = rotatedCorners({ x: 0, y: 0, width: 10, height: 4, rotation: 90 });
  expect(corners.map((point) => point.map((value) => Math.round(value)))).toEqual([
    [7, -3],
    [7, 7],
    [3, 7],
    [3, -3],
  ]);
});

it('is the same box from its corners', () => {
  fc.assert(
    fc.property(
      number,
      number,
      size,
      size,
      fc.double({ min: -179, max: 179, noNaN: true }),
      (x, y, width, height, rotation) => {
        const box = rotatedBoxFromCorners(rotatedCorners({ x, y, width, height, rotation }));
        for (const [key, value] of Object.entries({ x, y, width, height }))
          expect(box[key as 'x']).toBeCloseTo(value, 5);
        expect(Math.abs(normaliseDegrees(box.rotation - rotation))).toBeLessThan(1e-3);
      },
    ),
  );
});

it('keeps centre and corner distances of the boxes of HIT-UAV', () => {
  const path = join(__dirname, '../../../../demo/rotated-boxes/hit-uav/test.json');
  const { annotations } = JSON.parse(readFileSync(path, 'utf8')) as { annotations: { bbox: number[] }[] };
  expect(annotations.length).toBeGreaterThan(4000);
  for (const { bbox } of annotations) {
    const [cx, cy, w, h, angle] = bbox as [number, number, number, number, number];
    const box = rotatedBoxFromCentre(cx, cy, w, h, angle);
    expect(box.rotation).toBeGreaterThan(-180);
    expect(box.rotation).toBeLessThanOrEqual(180);
    for (const [x, y] of box.corners) expect(Math.hypot(x - cx, y - cy)).toBeCloseTo(Math.hypot(w, h) / 2, 6);
  }
});

it.each([
  [0, 0],
  [180, 180],
  [-180, 180],
  [181, -179],
  [-181, 179],
  [540, 180],
  [720, 0],
])('%d° is %d°', (degrees, same) => expect(normaliseDegrees(degrees)).toBe(same));
