/**
 * Renews at a third of `sweepAfterMs` while `work` runs, for at most `longestMs`: a slice that hangs goes to others then.
 * A failed renewal is no failure of the work: at worst somebody else does the slice as well.
 */
export async function whileRenewed<T>(
  work: () => Promise<T>,
  renew: () => Promise<void>,
  sweepAfterMs: number,
  longestMs: number,
): Promise<T> {
  const until = Date.now() + longestMs;
  const timer = setInterval(() => {
    if (Date.now() < until) renew().catch(() => undefined);
    else clearInterval(timer);
  }, sweepAfterMs / 3).unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
