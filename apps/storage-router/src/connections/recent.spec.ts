import { Recent } from './recent.js';

const letters = (recent: Recent<string>, ...keys: string[]): string[] => {
  const made: string[] = [];
  for (const key of keys)
    recent.get(key, () => {
      made.push(key);
      return key;
    });
  return made;
};

it('makes each thing once while it is in use', () => {
  expect(letters(new Recent(2), 'a', 'b', 'a', 'b')).toEqual(['a', 'b']);
});

it('forgets what was not used for longest', () => {
  const recent = new Recent<string>(2);
  expect(letters(recent, 'a', 'b', 'a', 'c')).toEqual(['a', 'b', 'c']);
  expect(recent.size).toBe(2);
  expect(letters(recent, 'a', 'b')).toEqual(['b']);
});
