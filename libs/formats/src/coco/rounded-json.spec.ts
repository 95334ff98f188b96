import fc from 'fast-check';
import { round } from './coco-shape.js';
import { roundedJson } from './rounded-json.js';

it.each([
  0,
  -0,
  1,
  0.1,
  0.01,
  0.001,
  0.0004,
  0.0005,
  1.1,
  12.34,
  999.999,
  999.9996,
  2147483.647,
  -3.5,
  1e21,
  1e308,
  NaN,
])('writes %d as JSON.stringify does', (value) => {
  expect(roundedJson(value)).toBe(JSON.stringify(round(value)));
});

it('writes every number as JSON.stringify does', () => {
  const thousandths = fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }).map((n) => n / 1000);
  fc.assert(
    fc.property(fc.oneof(thousandths, fc.double()), (value) => {
      expect(roundedJson(value)).toBe(JSON.stringify(round(value)));
    }),
    { numRuns: 2000 },
  );
});
