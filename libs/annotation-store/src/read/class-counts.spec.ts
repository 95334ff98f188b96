import fc from 'fast-check';
import { readClassCounts } from './class-counts.js';

it('reads what the writer stores, whatever a class is called', () => {
  const titles = fc.oneof(fc.string(), fc.constantFrom('Cat', '__proto__', 'a:b', 'x,"y', '', '7', 'é😀', '}{'));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(titles, fc.nat()), { selector: ([title]) => title }), (counts) => {
      const stored = Object.fromEntries(counts);
      const inOrder = Object.entries(stored);
      expect(readClassCounts(JSON.stringify(stored))).toEqual(inOrder);
      expect(readClassCounts(JSON.stringify(stored, null, 1))).toEqual(inOrder);
    }),
  );
});
