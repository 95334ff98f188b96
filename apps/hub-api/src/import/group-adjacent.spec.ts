import { groupAdjacent } from './group-adjacent.js';

async function* letters(text: string): AsyncGenerator<string> {
  yield* text;
}

async function groups(text: string, take = Infinity): Promise<string[]> {
  const found: string[] = [];
  for await (const { first, items } of groupAdjacent(letters(text), (a, b) => a === b)) {
    let taken = '';
    for await (const item of items) {
      taken += item;
      if (taken.length >= take) break;
    }
    found.push(`${first}:${taken}`);
  }
  return found;
}

it.each([
  ['', []],
  ['a', ['a:a']],
  ['aabba', ['a:aa', 'b:bb', 'a:a']],
])('%s', async (text, expected) => expect(await groups(text)).toEqual(expected));

it('passes over what a reader leaves', async () => {
  expect(await groups('aaabb', 1)).toEqual(['a:a', 'b:b']);
});
