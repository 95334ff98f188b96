/** How long a stop waits for running handlers: below the grace period of the process. What is left is delivered again. */
export const stopMilliseconds = 25_000;

/** Resolves when `work` does, or after `milliseconds`, whichever comes first. Rejects only with `work`. */
export async function atMost(milliseconds: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}
