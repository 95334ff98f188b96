import { atMost } from './at-most.js';

const never = new Promise<void>(() => undefined);

describe('atMost', () => {
  it('waits for the work, but not longer than it may', async () => {
    let done = false;
    await atMost(
      3_600_000,
      Promise.resolve().then(() => (done = true)),
    );
    expect(done).toBe(true);
    await atMost(1, never);
  });

  it('passes on a failure of the work', async () => {
    await expect(atMost(3_600_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
