import { childrenSeconds } from './copy-through-gzip.js';

it('reads the time of the children from what bash prints', () => {
  expect(childrenSeconds('0m0.001s 0m0.002s\n1m7.250s 0m0.500s\n')).toBeCloseTo(67.75);
});
