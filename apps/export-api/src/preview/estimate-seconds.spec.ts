import fc from 'fast-check';
import {
  estimateSeconds,
  learnSpeed,
  secondsOfShared,
  type EarlierExport,
  type RunningExport,
} from './estimate-seconds.js';

const megabyte = 1e6;
const exported = (bytes: number, seconds: number): EarlierExport => ({ bytes, seconds });
const nothing = { project: [], installation: [] };
const usual = learnSpeed(nothing, false);

it('says something sensible of an installation that never exported', () => {
  expect(estimateSeconds(0, usual, [])).toBeGreaterThan(0);
  expect(estimateSeconds(0, usual, [])).toBeLessThan(2);
  expect(estimateSeconds(1000 * megabyte, usual, [])).toBeGreaterThan(10);
  expect(learnSpeed(nothing, true).perByte).toBeGreaterThan(usual.perByte);
});

it('learns the fixed cost from small exports and the speed from large ones, whatever single ones did', () => {
  const small = [0.2, 0.3, 0.3, 90].map((seconds) => exported(1000, seconds));
  const large = [2.3, 2.3, 2.3, 800].map((seconds) => exported(100 * megabyte, seconds));
  const speed = learnSpeed({ project: [], installation: [...small, ...large] }, false);
  expect(speed.fixed).toBeCloseTo(0.3);
  expect(estimateSeconds(1000 * megabyte, speed, [])).toBeCloseTo(20.3);
});

it('believes the project, once it has enough, more than the others', () => {
  const slow = [1, 2, 3].map(() => exported(100 * megabyte, 50));
  const fast = [1, 2, 3, 4, 5].map(() => exported(100 * megabyte, 5));
  const seconds = (project: EarlierExport[]) =>
    estimateSeconds(100 * megabyte, learnSpeed({ project, installation: [...project, ...fast] }, false), []);
  expect(seconds(slow)).toBeCloseTo(50, 0);
  expect(seconds(slow.slice(0, 1))).toBeCloseTo(5, 0);
});

it('does not take small exports for proof that a large one costs nothing', () => {
  const speed = learnSpeed({ project: [1, 2, 3].map(() => exported(500_000, 0.4)), installation: [] }, false);
  expect(estimateSeconds(10_000 * megabyte, speed, [])).toBeGreaterThan(60);
});

it('counts those that are under way: as much as both have left', () => {
  const own = estimateSeconds(68 * megabyte, usual, []);
  expect(estimateSeconds(68 * megabyte, usual, [{ remaining: 1 }])).toBeCloseTo(own + 1);
  expect(estimateSeconds(68 * megabyte, usual, [{ remaining: 9999 }])).toBeCloseTo(2 * own);
  expect(estimateSeconds(68 * megabyte, usual, [{ remaining: null }])).toBeCloseTo(2 * own);
});

const earlier = fc.record({
  bytes: fc.integer({ min: 0, max: 2 ** 43 }),
  seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
const several = fc.array(earlier, { maxLength: 12 });
const running: fc.Arbitrary<RunningExport[]> = fc.array(
  fc.record({ remaining: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })) }),
  { maxLength: 5 },
);

it('is a number of seconds whatever happened before, and no less for more bytes or more company', () => {
  fc.assert(
    fc.property(
      several,
      several,
      fc.boolean(),
      fc.nat(2 ** 31),
      fc.nat(2 ** 31),
      running,
      (project, others, converted, bytes, more, company) => {
        const speed = learnSpeed({ project, installation: [...project, ...others] }, converted);
        const seconds = estimateSeconds(bytes, speed, company);
        expect(Number.isFinite(seconds) && seconds >= 0).toBe(true);
        expect(estimateSeconds(bytes + more, speed, company)).toBeGreaterThanOrEqual(seconds);
        expect(seconds).toBeGreaterThanOrEqual(estimateSeconds(bytes, speed, []));
      },
    ),
  );
});

it('expects of a shared build only what is left of it', () => {
  const requestedAt = new Date('2026-11-24T10:00:00.000Z');
  const at = (seconds: number) => new Date(requestedAt.getTime() + seconds * 1000);
  expect(secondsOfShared(10, { requestedAt, endedAt: at(9) }, at(3600))).toBe(0);
  expect(secondsOfShared(10, { requestedAt, endedAt: null }, at(4))).toBe(6);
  expect(secondsOfShared(10, { requestedAt, endedAt: null }, at(40))).toBe(0);
});
