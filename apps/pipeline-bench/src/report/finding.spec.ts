import { atMost, notMeasured, timesBetter, timesOf, told } from './finding.js';

const seconds = (value: number) => ({ value, unit: 's', decimals: 2 });

it('compares with a yardstick', () => {
  expect(timesOf('build', seconds(3), { ...seconds(6), name: 'gzip' }, 0.55)).toEqual({
    what: 'build',
    budget: '≤ 0.55 ×',
    found: '3.00 s',
    yardstick: '6.00 s (gzip)',
    ratio: '0.50 ×',
    verdict: 'kept',
  });
  expect(timesOf('build', seconds(3.4), { ...seconds(6), name: 'gzip' }, 0.55).verdict).toBe('MISSED');
});

it('wants a gain where more is better', () => {
  const two = timesBetter('two builders', seconds(10), { ...seconds(18), name: 'one' }, 1.7);
  expect([two.ratio, two.verdict]).toEqual(['1.80 ×', 'kept']);
  expect(timesBetter('two builders', seconds(12), { ...seconds(18), name: 'one' }, 1.7).verdict).toBe('MISSED');
});

it('keeps or misses a limit; the limit itself is kept', () => {
  const memory = (value: number) => atMost('builder', { value, unit: 'MiB' }, 200).verdict;
  expect([memory(200), memory(200.1)]).toEqual(['kept', 'MISSED']);
});

it('never keeps a budget without a figure', () => {
  expect(atMost('p99', { value: NaN, unit: 'ms' }, 50).verdict).toBe('MISSED');
  expect(timesOf('x', seconds(1), { ...seconds(NaN), name: 'nothing' }, 1).verdict).toBe('MISSED');
  expect(notMeasured('kafka', 'no broker').verdict).toBe('not measured: no broker');
  expect(told('planning', seconds(1)).verdict).toBe('no budget');
});
