import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `condition` holds; rejects after `within` ms. */
export async function until(condition: () => boolean | Promise<boolean>, within = 30_000): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${within} ms: ${String(condition)}`);
    await sleep(5);
  }
}
