import fc from 'fast-check';
import { exportFormatWriter } from '../export-formats.js';
import { splitFileName } from '../split/split-format.js';
import { archiveFileName, dataFileName } from './archive-names.js';
import { safeName } from './safe-name.js';

const named = { projectName: 'Street scenes', type: 'task' as const, requestedAt: '2026-11-24T10:00:01.999Z' };

it('names the zip and its data file as the Hub does', () => {
  expect(archiveFileName(named)).toBe('Street_scenes-task-export-2026-11-24-10_00_01_GMT.zip');
  expect(
    dataFileName({ ...named, type: 'issue' }, exportFormatWriter({ format: 'ndjson', finalLineFeed: false })),
  ).toBe('Street_scenes-issue-export-2026-11-24-10_00_01_GMT.ndjson');
});

it('keeps letters of any script and nothing a file system refuses', () => {
  expect(safeName('../製品名/ "a:b*c"\u0000\ud800', 200)).toBe('___製品名___a_b_c___');
  expect(safeName('', 10)).toBe('_');
  expect(safeName('ééé', 5)).toBe('éé');
});

it('never makes a name that is long, hidden, or a path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 4, max: 200 }), (text, limit) => {
      const name = safeName(text, limit);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(limit);
      expect(name).toMatch(/^[^./\\\p{Cc}:*?"<>|\s][^/\\\p{Cc}:*?"<>|\s]*$/u);
    }),
  );
});

it('gives split files names that differ whenever the ids do, also on file systems that ignore case', () => {
  const id = fc.stringMatching(/^[0-9a-f]{24}$/);
  fc.assert(
    fc.property(fc.string(), fc.string(), id, id, (label, other, a, b) => {
      fc.pre(a !== b);
      expect(splitFileName(label, a).toLowerCase()).not.toBe(splitFileName(other, b).toLowerCase());
    }),
  );
  expect(splitFileName('a/b.png', '65f000000000000000000001')).toBe('a_b.png-65f000000000000000000001.json');
  expect(splitFileName('con.png', 'a1')).toBe('_con.png-a1.json');
  expect(splitFileName(null, '65f000000000000000000001')).toBe('65f000000000000000000001.json');
});
