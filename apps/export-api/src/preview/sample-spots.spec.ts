import fc from 'fast-check';
import { sampleBytes, sampleSpots } from './sample-spots.js';

it('reads everything where it is little', () => {
  expect(sampleSpots({ tasks: 500, bytes: 400_000 }, { from: 7, to: 506 })).toEqual([
    { from: 7, to: 506, bytes: sampleBytes },
  ]);
  expect(sampleSpots({ tasks: 0, bytes: 0 }, { from: 7, to: 506 })).toEqual([]);
});

it('looks wider where few of the tasks are selected', () => {
  const width = ({ from, to }: { from: number; to: number }) => to - from + 1;
  const all = { from: 1, to: 1_000_000 };
  const [dense] = sampleSpots({ tasks: 1_000_000, bytes: 1e9 }, all);
  const [sparse] = sampleSpots({ tasks: 10_000, bytes: 1e7 }, all);
  expect(width(dense!)).toBe(132);
  expect(width(sparse!)).toBe(13_200);
});

it('stays inside, in order, without overlap, and bounded', () => {
  fc.assert(
    fc.property(fc.nat(1e7), fc.nat(2 ** 40), fc.nat(1e9), fc.nat(1e9), (tasks, bytes, from, more) => {
      const all = { from, to: from + more };
      const spots = sampleSpots({ tasks, bytes }, all);
      expect(spots.length).toBeLessThanOrEqual(16);
      expect(spots.length > 0).toBe(tasks > 0);
      let last = from - 1;
      let looked = 0;
      for (const spot of spots) {
        expect(spot.from).toBeGreaterThan(last);
        expect(spot.to).toBeGreaterThanOrEqual(spot.from);
        last = spot.to;
        looked += spot.to - spot.from + 1;
      }
      expect(last).toBeLessThanOrEqual(all.to);
      expect(looked).toBeLessThanOrEqual(16 * 20_000);
    }),
  );
});
