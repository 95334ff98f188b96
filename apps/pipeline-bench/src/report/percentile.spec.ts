import { percentile } from './percentile.js';

const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);

it('takes the nearest rank', () => {
  expect([0.5, 0.9, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 90, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([3, 1, 2], 0)).toBe(1);
  expect(percentile([], 0.5)).toBeNaN();
});
