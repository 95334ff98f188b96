import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `condition` gives something truthy; rejects with what it last saw. For events that offer nothing to await. */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { within = 15_000, every = 10 } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + within;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`Not within ${within} ms; last value: ${JSON.stringify(value)}`);
    await sleep(every);
  }
}
