/** People who cancel a job see its slices end within two of these. */
const lookMs = 1000;

export interface LeaseOptions {
  /** Keeps the slice for this worker, or (false) only looks. False when nobody has a use for its result any more. */
  readonly renew: (keep: boolean) => Promise<boolean>;
  /** Called once, when the result is of no use. */
  readonly unwanted: () => void;
  readonly sweepAfterMs: number;
  /** After so long the slice is believed to hang, and no longer kept: it goes to others then. */
  readonly longestMs: number;
}

/**
 * Renews at a third of `sweepAfterMs`, or each second, while `work` runs. A failed renewal is no failure of the work: at
 * worst somebody else does the slice as well. One is asked at a time, so a database that stalls is not asked in vain.
 */
export async function whileRenewed<T>(
  work: () => Promise<T>,
  { renew, unwanted, sweepAfterMs, longestMs }: LeaseOptions,
): Promise<T> {
  const began = performance.now();
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const wanted = await renew(performance.now() - began < longestMs).catch(() => true);
    asking = false;
    if (wanted) return;
    clearInterval(timer);
    unwanted();
  };
  const timer = setInterval(() => void ask(), Math.min(lookMs, sweepAfterMs / 3)).unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
