import { describe, expect, it } from '@jest/globals';
import { equal, varied } from './durations.js';
import { fairShare, longestPause, slotsInUse } from './figures.js';

describe('figures of the slices', () => {
  it('counts only what lies in the window', () => {
    const slices = [
      { started: 0, at: 100 },
      { started: 100, at: 250 },
      { started: 150, at: 400 },
    ];
    // 50 + 100 of the first slot, 50 of the second, of 2 × 150
    expect(slotsInUse(slices, 2, 50, 200)).toBeCloseTo(200 / 300);
  });

  it('finds the longest time without an end', () => {
    expect(longestPause([250, 500, 1900, 2000].map((at) => ({ started: at - 250, at })))).toBe(1400);
  });

  it('gives a wide small job a smaller share of the time than a chained one', () => {
    const chained = fairShare(4, equal, 8, 1);
    expect(fairShare(4, equal, 8, 8)).toBeLessThan(chained / 2);
    // five slices of 250 ms, each after one to two rounds of the four slots, and the conclusion
    expect(chained).toBeGreaterThan(6 * 250);
    expect(chained).toBeLessThan(15 * 250);
  });

  it('draws the same lengths for the same seed', () => {
    const drawn = varied.draw(1000, 7);
    expect(drawn).toEqual(varied.draw(1000, 7));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1000);
    expect(Math.abs(drawn.reduce((sum, ms) => sum + ms) / 1000 - varied.mean)).toBeLessThan(30);
  });
});
