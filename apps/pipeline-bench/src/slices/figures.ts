import type { Lengths } from './durations.js';
import { idealFifo } from './ideal-fifo.js';

export interface Busy {
  readonly started: number;
  readonly at: number;
}

/** Share of the slots' time in the window that was spent inside slices, 0–1. */
export function slotsInUse(slices: readonly Busy[], workers: number, from: number, to: number): number {
  const busy = slices.reduce(
    (sum, { started, at }) => sum + Math.max(0, Math.min(at, to) - Math.max(started, from)),
    0,
  );
  return busy / (workers * (to - from));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The longest time without any slice ending, ms. */
export function longestPause(slices: readonly Busy[]): number {
  const ends = slices.map(({ at }) => at).sort((a, b) => a - b);
  return Math.max(0, ...ends.slice(1).map((at, index) => at - (ends[index] ?? at)));
}

export const smallSlices = 5;

/** Mean time of a small export beside a giant with one fair queue, over many moments of arrival, ms. */
export function fairShare(workers: number, lengths: Lengths, giantWidth: number, smallWidth: number): number {
  const times = Array.from({ length: 300 }, (_, run) => {
    const at = 20 * lengths.mean + run * 37;
    const giant = { at: 0, width: giantWidth, slices: [...lengths.draw(600 * workers, run), 0] };
    const small = { at, width: smallWidth, slices: [...lengths.draw(smallSlices, 1000 + run), 0] };
    return (idealFifo(workers, [giant, small])[1] ?? Infinity) - at;
  });
  return mean(times);
}
