import { describe, expect, it } from '@jest/globals';
import { idealFifo } from './ideal-fifo.js';

describe('idealFifo', () => {
  it('runs a lone chain slice after slice', () => {
    expect(idealFifo(4, [{ at: 0, width: 1, slices: [100, 100, 100, 10] }])).toEqual([310]);
  });
  it('runs a wide job side by side and concludes it last', () => {
    expect(idealFifo(2, [{ at: 0, width: 4, slices: [100, 100, 100, 100, 10] }])).toEqual([210]);
  });
  it('gives a small job a turn after what waited before it', () => {
    const giant = { at: 0, width: 2, slices: [...Array<number>(20).fill(100), 10] };
    // when it comes, one slice of the giant runs and one waits; its conclusion waits behind two more
    const [, small] = idealFifo(1, [giant, { at: 150, width: 1, slices: [100, 0] }]);
    expect(small).toBe(600);
  });
});
