import type { Progress } from '../exports/export.js';

/** How far the present step is, as clients see it. */
export interface ProgressView extends Omit<Progress, 'at' | 'rate'> {
  /** Of the present step, whole, rounded down: 100 only when nothing is left. */
  readonly percent: number;
  /** Per second, of late; null while unknown. */
  readonly rate: NonNullable<Progress['rate']> | null;
}

/** Without news for longer, in milliseconds, nobody knows how fast it is, nor when it ends. */
const newsLast = 60_000;

export function progressView({ step, done, total, elapsed, remaining, rate, at }: Progress, now: Date): ProgressView {
  const known = remaining === 0 || now.getTime() - Date.parse(at) <= newsLast;
  return {
    step,
    done,
    total,
    percent: total.bytes > 0 ? percent(done.bytes, total.bytes) : percent(done.tasks, total.tasks),
    elapsed,
    rate: known ? (rate ?? null) : null,
    remaining: known ? remaining : null,
  };
}

const percent = (done: number, total: number): number =>
  total > 0 ? Math.max(0, Math.min(100, Math.floor((100 * done) / total))) : 0;
