import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `value` gives something truthy; rejects after `within` ms with what it last saw. */
export async function until(value: () => unknown, within = 30_000): Promise<void> {
  const deadline = Date.now() + within;
  for (;;) {
    const last = await value();
    if (last) return;
    if (Date.now() > deadline)
      throw new Error(`Not within ${within} ms: ${String(value)}, last value ${JSON.stringify(last)}`);
    await sleep(5);
  }
}

/** Polls until `value` equals `expected`; rejects with both. */
export async function untilEqual(value: () => unknown, expected: unknown, within = 30_000): Promise<void> {
  let last: string | undefined;
  await until(() => (last = JSON.stringify(value())) === JSON.stringify(expected), within).catch(() => {
    throw new Error(`Not within ${within} ms: wanted ${JSON.stringify(expected)}, last saw ${last}`);
  });
}
