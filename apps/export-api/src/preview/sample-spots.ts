import type { SeqRange } from '@hub/annotation-store';

export interface Spot extends SeqRange {
  /** How much text is to be read there, in bytes. */
  readonly bytes: number;
}

export interface SampledContent {
  readonly tasks: number;
  /** Estimate of their text. */
  readonly bytes: number;
}

/** Text read for a preview at most: some 50 ms of compressing. */
export const sampleBytes = 2 * 1024 * 1024;
const mostSpots = 16;
/** A spot looks at no more places than this, however few of them hold a selected task. */
const widest = 20_000;

/**
 * Where a preview reads text: everywhere when it is little, else at places spread evenly, each wide enough to hold what
 * is to be read there. `all` is where the tasks of the project are.
 */
export function sampleSpots({ tasks, bytes }: SampledContent, all: SeqRange): Spot[] {
  if (tasks === 0) return [];
  const places = all.to - all.from + 1;
  if (bytes <= sampleBytes && places <= mostSpots * widest) return [{ ...all, bytes: sampleBytes }];
  const spots = Math.min(mostSpots, places, tasks);
  const share = Math.floor(sampleBytes / spots);
  const wantedTasks = Math.max(1, Math.ceil((share * tasks) / Math.max(1, bytes)));
  const width = Math.min(widest, Math.max(1, Math.ceil((wantedTasks * places) / tasks)));
  const border = (n: number): number => all.from + Math.floor((n * places) / spots);
  return Array.from({ length: spots }, (_, n) => ({
    from: border(n),
    to: Math.min(border(n) + width, border(n + 1)) - 1,
    bytes: share,
  })).filter(({ from, to }) => from <= to);
}
