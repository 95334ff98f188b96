import { coordinate, seededRandom } from './seeded-random.js';

it('gives the same numbers for a seed, others for another, spread over the unit interval', () => {
  const take = (seed: number): number[] => Array.from({ length: 1000 }, seededRandom(seed));
  expect(take(1)).toEqual(take(1));
  expect(take(1)).not.toEqual(take(2));
  const numbers = take(3);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, n) => sum + n, 0) / 1000).toBeCloseTo(0.5, 1);
});

it('cuts coordinates to their decimals', () => {
  const random = seededRandom(7);
  for (let n = 0; n < 100; n++) expect(String(coordinate(random, 1920, 2))).toMatch(/^\d{1,4}(\.\d{1,2})?$/);
});
