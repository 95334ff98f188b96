import { median } from './median.js';

/** A finished export, as far as its time tells of the next one's. */
export interface EarlierExport {
  /** From the request to the last file's delivery. */
  readonly seconds: number;
  /** Of the data file, before compression. */
  readonly bytes: number;
}

/** What there is to learn from, newest first: of the same project, and of the installation (the project's among them). */
export interface Experience {
  readonly project: readonly EarlierExport[];
  readonly installation: readonly EarlierExport[];
}

/** An export that is under way, with what is left of it in seconds; null: nobody knows yet. */
export interface RunningExport {
  readonly remaining: number | null;
}

export interface Speed {
  /** Seconds that even the smallest export takes. */
  readonly fixed: number;
  /** Seconds for each byte of the data file beyond. */
  readonly perByte: number;
}

/** Measured by the bench on two cores (apps/pipeline-bench, `preview` and `coco`); an installation's first exports correct it. */
const usual: Speed = { fixed: 0.1, perByte: 1 / 68e6 };
const usualWithConverter: Speed = { fixed: 0.2, perByte: 1 / 27e6 };

/** Below, the time says what an export costs that is nearly empty; from the other on, what its bytes cost. */
const smallBytes = 1024 * 1024;
const largeBytes = 8 * 1024 * 1024;
/** No export is faster than a disk. */
const leastPerByte = 1 / 2e9;
/** Fewer say little: those of the whole installation say more then. */
const enough = 3;

/** A fixed cost and one by size: medians of what the project's, or else the installation's, latest exports took. */
export function learnSpeed({ project, installation }: Experience, converted: boolean): Speed {
  const standard = converted ? usualWithConverter : usual;
  const small = telling([project, installation], ({ bytes }) => bytes <= smallBytes);
  const fixed = small
    ? median(small.map(({ seconds }) => seconds))
    : Math.min(standard.fixed, ...installation.map(({ seconds }) => seconds));
  const large = telling([project, installation], ({ bytes }) => bytes >= largeBytes);
  const perByte = large
    ? median(large.map(({ seconds, bytes }) => Math.max(0, seconds - fixed) / bytes))
    : standard.perByte;
  return { fixed, perByte: Math.max(leastPerByte, perByte) };
}

/** Those that fit, of the first source that has enough of them; a single one is better than none. */
function telling(
  sources: readonly (readonly EarlierExport[])[],
  fits: (one: EarlierExport) => boolean,
): readonly EarlierExport[] | undefined {
  const fitting = sources.map((source) => source.filter(fits));
  return fitting.find(({ length }) => length >= enough) ?? fitting.find(({ length }) => length > 0);
}

/**
 * Exports take turns, so each running one holds ours up by as much as both have left to do. What running ones report as
 * left is already stretched by their sharing. With builders to spare this is more than it will be; nobody here knows
 * how many there are.
 */
export function estimateSeconds(bytes: number, { fixed, perByte }: Speed, running: readonly RunningExport[]): number {
  const own = fixed + bytes * perByte;
  const waits = running.map(({ remaining }) =>
    Math.min(own, remaining === null ? own : Math.max(0, remaining) / running.length),
  );
  return Math.round(waits.reduce((sum, wait) => sum + wait, own) * 10) / 10;
}

/** What is left of a build that is shared: nothing when it is there, else what it began with less what has passed. */
export function secondsOfShared(
  seconds: number,
  { endedAt, requestedAt }: { readonly endedAt: Date | null; readonly requestedAt: Date },
  now: Date,
): number {
  if (endedAt) return 0;
  return Math.max(0, Math.round(seconds * 10 - (now.getTime() - requestedAt.getTime()) / 100) / 10);
}
