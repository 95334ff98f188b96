import { markdown, median } from './table.js';

it('takes the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

it('writes a table', () => {
  expect(
    markdown([
      { run: 1, time: '2.0 s' },
      { run: 2, time: '2.1 s' },
    ]),
  ).toBe('| run | time |\n| --- | --- |\n| 1 | 2.0 s |\n| 2 | 2.1 s |');
});
