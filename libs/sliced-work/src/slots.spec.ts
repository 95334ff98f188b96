import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Slots } from './slots.js';
import { Gate } from './testing/gate.js';

describe('Slots', () => {
  let slots: Slots;
  afterEach(() => slots.stop());

  it('sleeps while there is no work, until it is woken or looks again by itself', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    let looked = 0;
    slots = new Slots(
      1,
      async () => {
        looked++;
        return false;
      },
      () => undefined,
    );
    const looks = async (act: () => void): Promise<number> => {
      const before = looked;
      act();
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      return looked - before;
    };
    expect(await looks(() => slots.start())).toBeGreaterThan(0);
    expect(await looks(() => undefined)).toBe(0);
    expect(await looks(() => slots.wake())).toBeGreaterThan(0);
    expect(await looks(() => undefined)).toBe(0);
    expect(await looks(() => jest.advanceTimersByTime(300))).toBeGreaterThan(0);
    jest.useRealTimers();
  });

  it('begins the next slice while the result of the last one is committed, never two at once', async () => {
    const commits = [new Gate(), new Gate(), new Gate()];
    let performing = 0;
    let most = 0;
    let next = 0;
    slots = new Slots(
      1,
      async (performed) => {
        const commit = commits[next++];
        if (!commit) return false;
        most = Math.max(most, ++performing);
        await Promise.resolve();
        performing--;
        performed();
        await commit.pass();
        return true;
      },
      () => undefined,
    );
    slots.start();
    await commits[0]?.reached;
    await commits[1]?.reached;
    for (const commit of commits) commit.open();
    await commits[2]?.reached;
    expect(most).toBe(1);
  });

  it('waits at its stop for what runs, then takes no more', async () => {
    const work = new Gate();
    const log: string[] = [];
    slots = new Slots(
      1,
      async () => {
        await work.pass();
        log.push('done');
        return true;
      },
      () => log.push('aborted'),
    );
    const used = slots.use();
    const stopped = slots.stop().then(() => log.push('stopped'));
    work.open();
    await Promise.all([used, stopped]);
    expect(log).toEqual(['done', 'aborted', 'stopped']);
    expect(await slots.use()).toBe(false);
  });
});
