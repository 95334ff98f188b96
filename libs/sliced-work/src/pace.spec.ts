import fc from 'fast-check';
import { paceOf, secondsLeft, withMark, type PaceMark } from './pace.js';

const marksOf = (...marks: PaceMark[]): PaceMark[] => marks.reduce<PaceMark[]>(withMark, []);
const steady = (seconds: number, perSecond: number, from = 0): PaceMark[] =>
  Array.from({ length: seconds + 1 }, (_, n) => ({ at: (from + n) * 1000, done: n * perSecond }));

it('knows nothing before it was seen twice', () => {
  expect(paceOf([])).toBeNull();
  expect(paceOf(marksOf({ at: 5, done: 100 }))).toBeNull();
  expect(paceOf(marksOf({ at: 5, done: 100 }, { at: 5, done: 200 }))).toBeNull();
  expect(secondsLeft(100, null)).toBeNull();
  expect(secondsLeft(100, 0)).toBeNull();
  expect(secondsLeft(0, null)).toBe(0);
});

it('follows a change of pace within the window', () => {
  const slow = steady(100, 10);
  const fast = Array.from({ length: 10 }, (_, n) => ({ at: (101 + n) * 1000, done: 1000 + (n + 1) * 50 }));
  expect(paceOf(marksOf(...slow))).toBe(10);
  expect(paceOf(marksOf(...slow, ...fast))).toBeCloseTo(50);
  expect(secondsLeft(500, 50)).toBe(10);
});

it('does not count a week in which nobody worked', () => {
  const week = 7 * 24 * 3600;
  const resumed = [0, 1].map((n) => ({ at: (week + n) * 1000, done: 100 + n * 10 }));
  expect(paceOf(marksOf(...steady(10, 10), ...resumed.slice(0, 1)))).toBeNull();
  expect(paceOf(marksOf(...steady(10, 10), ...resumed))).toBe(10);
});

it('is never negative, and keeps few marks, whatever the clocks say', () => {
  const marks = fc.array(fc.record({ at: fc.nat(1e6), done: fc.nat(1e9) }), { maxLength: 60 });
  fc.assert(
    fc.property(marks, (list) => {
      const pace = paceOf(marksOf(...list));
      expect(pace === null || (Number.isFinite(pace) && pace >= 0)).toBe(true);
    }),
  );
  expect(marksOf(...steady(1000, 1)).length).toBeLessThanOrEqual(12);
});
