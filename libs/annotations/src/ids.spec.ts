import { newId, newObjectId } from './ids.js';

it('makes 24 hex digits that no two share, ordered by time', () => {
  const ids = Array.from({ length: 10_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
  expect(newId(1_000_000_000_000) < newId(1_000_000_001_000)).toBe(true);
  expect(newId(0)).toMatch(/^00000000/);
});

it('makes object ids of 23 hex digits', () => expect(newObjectId()).toMatch(/^[0-9a-f]{23}$/));
