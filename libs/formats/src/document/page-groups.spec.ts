import fc from 'fast-check';
import { PageGroups } from './page-groups.js';

const entries = fc.array(fc.tuple(fc.nat(9), fc.string()), { maxLength: 60 });

it('gives pages in order, with their entries as they came, however little it may hold', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.nat(80), async (added, most) => {
      const groups = new PageGroups<string>(most);
      const expected = new Map<number, string[]>();
      for (const [page, text] of added) {
        await groups.add(page, text);
        expected.set(page, [...(expected.get(page) ?? []), text]);
      }
      const given: [number, string[]][] = [];
      for await (const [page, texts] of groups.groups()) given.push([page, texts]);
      expect(given).toEqual([...expected].sort(([a], [b]) => a - b));
    }),
    { numRuns: 60 },
  );
});

it('merges lines that are longer than what is read at once', async () => {
  const groups = new PageGroups<string>(100);
  const long = 'x'.repeat(200_000);
  for (const page of [2, 1, 2, 1]) await groups.add(page, `${long}${page}`);
  const given: [number, number[]][] = [];
  for await (const [page, texts] of groups.groups()) given.push([page, texts.map((text) => text.length)]);
  expect(given).toEqual([
    [1, [200_001, 200_001]],
    [2, [200_001, 200_001]],
  ]);
});
