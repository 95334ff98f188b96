import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { InlineJobs } from './inline-jobs.js';
import { Gate } from './testing/gate.js';

describe('InlineJobs', () => {
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const cause = { correlationid: 'x' };
  const jobsOf = (work: (jobId: string) => Promise<void>) => {
    const log: string[] = [];
    const jobs = new InlineJobs(
      async (jobId) => {
        await work(jobId);
        log.push(`${jobId} done`);
      },
      async (jobId) => void log.push(`${jobId} queued`),
    );
    return { jobs, log };
  };

  it('waits for a small job, and tells when it fails', async () => {
    const { jobs, log } = jobsOf(async (jobId) => {
      if (jobId === 'bad') throw new Error('the database went away');
    });
    await jobs.execute('a', cause);
    await expect(jobs.execute('bad', cause)).rejects.toThrow('went away');
    await jobs.execute('b', cause);
    expect(log).toEqual(['a done', 'b done']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('lets the next news pass when a job takes long, and leaves further jobs to the slots', async () => {
    const slow = new Gate();
    const { jobs, log } = jobsOf((jobId) => (jobId === 'slow' ? slow.pass() : Promise.resolve()));
    const handled = jobs.execute('slow', cause).then(() => log.push('handled'));
    await jest.advanceTimersByTimeAsync(400);
    expect(log).toEqual([]);
    await jest.advanceTimersByTimeAsync(200);
    await handled;
    await jobs.execute('a', cause);
    const stopped = jobs.stop().then(() => log.push('stopped'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(log).toEqual(['handled', 'a queued']);
    slow.open();
    await stopped;
    await jobs.execute('b', cause);
    expect(log).toEqual(['handled', 'a queued', 'slow done', 'stopped', 'b done']);
  });

  it('survives a late failure', async () => {
    const slow = new Gate();
    const { jobs, log } = jobsOf(async (jobId) => {
      if (jobId !== 'slow') return;
      await slow.pass();
      throw new Error('the database went away');
    });
    const handled = jobs.execute('slow', cause);
    await jest.advanceTimersByTimeAsync(600);
    await handled;
    slow.open();
    await jobs.stop();
    await jobs.execute('a', cause);
    expect(log).toEqual(['a done']);
  });
});
