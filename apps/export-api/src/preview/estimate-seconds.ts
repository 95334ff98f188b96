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

/** Measured with demo data and a bench project on two cores, everything in one process. */
const usual: Speed = { fixed: 0.5, perByte: 1 / 40e6 };
const usualWithConverter: Speed = { fixed: 1, perByte: 1 / 12e6 };

/** Below, the time says what an export costs that is nearly empty; from the other on, what its bytes cost. */
const smallBytes = 1024 * 1024;
const largeBytes = 8 * 1024 * 1024;
/** No export is faster than a disk. */
const leastPerByte = 1 / 2e9;
/** One slow export says little. */
const enough = 3;

/** A fixed cost and one by size: medians of what the project's, or else the installation's, latest exports took. */
export function learnSpeed({ project, installation }: Experience, converted: boolean): Speed {
  const standard = converted ? usualWithConverter : usual;
  const fixed = learn([project, installation], ({ bytes }) => bytes <= smallBytes, ({ seconds }) => seconds, 1);
  const base = fixed ?? Math.min(standard.fixed, ...installation.map(({ seconds }) => seconds));
  const perByte = learn(
    [project, installation],
    ({ bytes }) => bytes >= largeBytes,
    ({ seconds, bytes }) => Math.max(0, seconds - base) / bytes,
    1,
  );
  return { fixed: base, perByte: Math.max(leastPerByte, perByte ?? standard.perByte) };
}

/** Median over the first source that has enough; a single one of the last source is better than nothing. */
function learn(
  sources: readonly (readonly EarlierExport[])[],
  fits: (one: EarlierExport) => boolean,
  value: (one: EarlierExport) => number,
  least: number,
): number | null {
  const fitting = sources.map((source) => source.filter(fits));
  const chosen = fitting.find((source) => source.length >= enough) ?? fitting.find((source) => source.length >= least);
  return chosen ? median(chosen.map(value)) : null;
}

/**
 * Exports take turns, so each running one holds ours up by as much as both have left to do. What running ones report as
 * left is already stretched by their sharing. With builders to spare this is more than it will be; nobody here knows
 * how many there are.
 */
export function estimateSeconds(bytes: number, { fixed, perByte }: Speed, running: readonly RunningExport[]): number {
  const own = fixed + bytes * perByte;
  const waits = running.map(({ remaining }) => Math.min(own, remaining === null ? own : remaining / running.length));
  return Math.round(waits.reduce((sum, wait) => sum + wait, own) * 10) / 10;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
