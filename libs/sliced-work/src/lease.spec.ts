import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { whileRenewed, type LeaseOptions } from './lease.js';

describe('whileRenewed', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** What was asked, and how; the work goes on until `end`. */
  const work = (answer: (keep: boolean) => Promise<boolean>, more: Partial<LeaseOptions> = {}) => {
    const asked: boolean[] = [];
    let unwanted = 0;
    let end: () => void = () => undefined;
    const done = whileRenewed(() => new Promise<void>((resolve) => (end = resolve)), {
      renew: (keep) => {
        asked.push(keep);
        return answer(keep);
      },
      unwanted: () => unwanted++,
      sweepAfterMs: 10_000,
      longestMs: 60_000,
      ...more,
    });
    return { asked, unwanted: () => unwanted, end: () => (end(), done) };
  };

  it('asks each second, or three times before the slice would be swept', async () => {
    const long = work(async () => true);
    await jest.advanceTimersByTimeAsync(4500);
    expect(long.asked).toEqual([true, true, true, true]);
    await long.end();
    await jest.advanceTimersByTimeAsync(4500);
    expect(long.asked).toHaveLength(4);
    const short = work(async () => true, { sweepAfterMs: 300 });
    await jest.advanceTimersByTimeAsync(450);
    expect(short.asked).toHaveLength(4);
    await short.end();
  });

  it('says once that nobody wants the result, then asks no more', async () => {
    let wanted = true;
    const lease = work(async () => wanted);
    await jest.advanceTimersByTimeAsync(1500);
    expect(lease.unwanted()).toBe(0);
    wanted = false;
    await jest.advanceTimersByTimeAsync(5000);
    expect([lease.unwanted(), lease.asked.length]).toEqual([1, 2]);
    await lease.end();
  });

  it('keeps a slice that hangs no longer, but goes on looking', async () => {
    const lease = work(async (keep) => keep || lease.asked.length < 5, { longestMs: 2500 });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lease.asked).toEqual([true, true, false, false, false]);
    expect(lease.unwanted()).toBe(1);
    await lease.end();
  });

  it('goes on while the database is away, and asks it one thing at a time', async () => {
    const refused = work(() => Promise.reject(new Error('connection refused')));
    const stalled = work(() => new Promise(() => undefined));
    await jest.advanceTimersByTimeAsync(5500);
    expect([refused.asked.length, refused.unwanted()]).toEqual([5, 0]);
    expect([stalled.asked.length, stalled.unwanted()]).toEqual([1, 0]);
    await Promise.all([refused.end(), stalled.end()]);
  });
});
