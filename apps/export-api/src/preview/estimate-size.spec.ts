import { exportFormatWriter } from '@hub/formats';
import fc from 'fast-check';
import { earlierRatio, estimateSize, type SizedContent } from './estimate-size.js';
import { nothingSampled, type Sample } from './sample.js';

const content: SizedContent = { tasks: 1000, unwritable: 0, bytes: 1_000_000, removed: 0, described: 300 };
const sample: Sample = { ...nothingSampled, tasks: 10, estimated: 10_000, plain: 12_000, read: 12_000, stored: 1200 };
const formatOf = (format: 'json' | 'ndjson' | 'split') => exportFormatWriter({ format, finalLineFeed: false });
const [json, ndjson, split] = [formatOf('json'), formatOf('ndjson'), formatOf('split')];

it('corrects the store’s estimate and compresses by what the sample turned out to be', () => {
  const { bytes, archiveBytes } = estimateSize(content, json, sample, null);
  // brackets, and a comma and a line feed between any two
  expect(bytes).toBe(1_200_000 + 2 + 2 * 999);
  expect(archiveBytes).toBeGreaterThan(120_000);
  expect(archiveBytes).toBeLessThan(123_000);
  expect(estimateSize(content, ndjson, sample, null).bytes).toBe(1_200_000 + 999);
});

it('adds headers for each file of a split export', () => {
  const named = { ...sample, files: 10, nameBytes: 400 };
  const one = estimateSize(content, json, named, null);
  const many = estimateSize(content, split, named, null);
  expect(many.bytes).toBe(1_200_000);
  expect(many.archiveBytes - one.archiveBytes).toBeGreaterThan(999 * (30 + 46 + 2 * 40) - 1000);
});

it('knows an export of nothing: brackets where the format has them', () => {
  const none = { ...content, tasks: 3, unwritable: 3, bytes: 0 };
  expect(estimateSize(none, json, nothingSampled, null).bytes).toBe(2);
  expect(estimateSize(none, ndjson, nothingSampled, null).bytes).toBe(0);
});

it('falls back on earlier exports, and then on what is usual', () => {
  const big = { ...content, bytes: 1e9 };
  expect(estimateSize(big, json, nothingSampled, 0.25).archiveBytes / 1e9).toBeCloseTo(0.25, 2);
  expect(estimateSize(big, json, nothingSampled, null).archiveBytes / 1e9).toBeCloseTo(0.12, 2);
});

it('takes the ratio of exports with the same text only', () => {
  const include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };
  const one = (archiveBytes: number, change: object = {}) => ({
    format: 'json' as const,
    include,
    bytes: 100,
    archiveBytes,
    ...change,
  });
  const others = [
    one(90, { format: 'split' }),
    one(90, { include: { ...include, history: true } }),
    one(90, { bytes: 0 }),
  ];
  expect(earlierRatio([one(10), ...others, one(12), one(80)], { format: 'json', include })).toBeCloseTo(0.12);
  expect(earlierRatio(others, { format: 'json', include })).toBeNull();
});

it('is a whole number of bytes, and no less for more tasks, text or removals', () => {
  const amount = fc.nat(2 ** 40);
  const any = fc.record({
    tasks: fc.nat(1e7),
    unwritable: fc.nat(1e7),
    bytes: amount,
    removed: fc.nat(1e7),
    described: fc.nat(1e6),
  });
  const sampled = fc.record({
    tasks: fc.nat(100),
    estimated: fc.nat(1e6),
    plain: fc.nat(1e6),
    read: fc.nat(1e6),
    stored: fc.nat(1e6),
    files: fc.nat(100),
    nameBytes: fc.nat(1e4),
  });
  fc.assert(
    fc.property(
      any,
      any,
      sampled,
      fc.constantFrom(json, ndjson, split),
      fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
      (less, plus, read, format, ratio) => {
        const size = estimateSize(less, format, read, ratio);
        for (const value of Object.values(size)) expect(Number.isInteger(value) && value >= 0).toBe(true);
        const more = estimateSize(
          {
            ...less,
            tasks: less.tasks + plus.tasks,
            bytes: less.bytes + plus.bytes,
            removed: less.removed + plus.removed,
          },
          format,
          read,
          ratio,
        );
        // an empty array has two brackets, which one of unwritable tasks only has too
        expect(more.bytes).toBeGreaterThanOrEqual(size.bytes);
        expect(more.archiveBytes).toBeGreaterThanOrEqual(size.archiveBytes);
      },
    ),
  );
});
