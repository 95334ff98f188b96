import fc from 'fast-check';
import { endOf, planDelivery } from './delivery-job.js';

const mebibyte = 1024 * 1024;
const s3 = { partBytes: 8 * mebibyte, partsPerSlice: 4, minPartBytes: 5 * mebibyte, maxParts: 10_000 };

describe('planDelivery', () => {
  it('puts what fits one part by one call', () => {
    for (const bytes of [0, 1, 8 * mebibyte])
      expect(planDelivery(bytes, s3)).toEqual({ partBytes: null, ranges: [{ first: 0, parts: 1 }] });
    expect(planDelivery(8 * mebibyte + 1, s3)).toEqual({ partBytes: 8 * mebibyte, ranges: [{ first: 0, parts: 2 }] });
  });

  it('cuts any archive into equal parts that the store takes, each in one slice, in order', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 8 * mebibyte + 1, max: 4e13, noNaN: true }),
        fc.integer({ min: 1, max: 64 }),
        (size, partsPerSlice) => {
          const bytes = Math.floor(size);
          const { partBytes, ranges } = planDelivery(bytes, { ...s3, partsPerSlice });
          if (partBytes === null) throw new Error('one call cannot take it');
          const parts = ranges.reduce((sum, range) => sum + range.parts, 0);
          expect(parts).toBeLessThanOrEqual(s3.maxParts);
          expect(partBytes).toBeGreaterThanOrEqual(s3.minPartBytes);
          // the last part is the only smaller one, and not empty
          expect((parts - 1) * partBytes).toBeLessThan(bytes);
          expect(parts * partBytes).toBeGreaterThanOrEqual(bytes);
          const starts = ranges.map((_, n) => n * partsPerSlice);
          expect(ranges.map((range) => range.first)).toEqual(starts);
          expect(Math.max(...ranges.map((range) => range.parts))).toBeLessThanOrEqual(partsPerSlice);
          expect(endOf(ranges.at(-1)!, partBytes, bytes)).toBe(bytes);
        },
      ),
      { numRuns: 30 },
    );
  });
});
