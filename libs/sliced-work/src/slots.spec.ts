import { afterEach, describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';
import { Gate } from './testing/gate.js';

describe('Slots', () => {
  let slots: Slots;
  afterEach(() => slots.stop());

  it('looks for work only now and then while there is none', async () => {
    let looked = 0;
    slots = new Slots(
      1,
      async () => {
        looked++;
        return false;
      },
      () => undefined,
    );
    slots.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    // both loops once, at the start
    expect(looked).toBeLessThanOrEqual(2);
    await slots.use();
    expect(looked).toBeLessThanOrEqual(3);
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
