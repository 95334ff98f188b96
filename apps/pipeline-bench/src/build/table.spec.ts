import { markdown, median, verdict } from './table.js';

it('takes the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

it('writes a table and says what is missed', () => {
  expect(
    markdown([
      { run: 1, time: '2.0 s' },
      { run: 2, time: '2.1 s' },
    ]),
  ).toBe('| run | time |\n| --- | --- |\n| 1 | 2.0 s |\n| 2 | 2.1 s |');
  expect(verdict('time', 0.5, 0.55, '×')).toBe('kept   time: 0.50 ×, budget 0.55 ×');
  expect(verdict('memory', 210, 200, 'MiB')).toBe('MISSED memory: 210.00 MiB, budget 200 MiB');
});
