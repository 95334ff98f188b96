import { copyRow } from './copy-row.js';

it('escapes what would end a cell or a row, and what Postgres cannot hold', () => {
  expect(copyRow(['a\tb\nc\rd\\N', null, 7, true, 'zero\0'])).toBe('a\\tb\\nc\\rd\\\\N\t\\N\t7\ttrue\tzero\ufffd\n');
});

it('escapes a text of any length, however many places it has', () => {
  // in one go V8 ends the process
  const places = 24 << 20;
  const row = copyRow(['a\\'.repeat(places)]);
  expect(row.length).toBe(3 * places + 1);
  expect([row.slice(0, 6), row.slice(-4)]).toEqual(['a\\\\a\\\\', 'a\\\\\n']);
});
