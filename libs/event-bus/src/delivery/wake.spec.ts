import { Wake } from './wake.js';

const hour = 3_600_000;

describe('Wake', () => {
  it('ends a sleep at the next call', async () => {
    const wake = new Wake();
    const sleeping = wake.sleep(hour);
    wake.call();
    expect(await sleeping).toBe(true);
  });

  it('does not lose a call that came before the sleep', async () => {
    const wake = new Wake();
    wake.call();
    expect(await wake.sleep(hour)).toBe(true);
  });

  it('keeps a call for one sleep only', async () => {
    const wake = new Wake();
    wake.call();
    await wake.sleep(hour);
    expect(await wake.sleep(1)).toBe(false);
  });
});
