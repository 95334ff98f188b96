import { planConversion } from './conversion-plan.js';

it('keeps the parts of one document together', () => {
  const parts = [false, false, true, true, false].map((beginsInside) => ({ beginsInside }));
  expect(planConversion(parts)).toEqual([
    { first: 0, last: 0 },
    { first: 1, last: 3 },
    { first: 4, last: 4 },
  ]);
  expect(planConversion([])).toEqual([]);
});
